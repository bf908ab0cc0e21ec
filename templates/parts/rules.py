"""What a cell accepts, and what it says to whoever types something else."""

from __future__ import annotations

from datetime import date
from typing import Any

ZONES = (
    "UTC",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
)


def choice(values: tuple[str, ...], title: str, message: str, *, closed: bool = True) -> dict[str, Any]:
    """Dropdown that refuses any other value, or only warns when the list is not `closed`."""
    return {
        "validate": "list",
        "source": list(values),
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} not in the list",
        "error_message": message,
        "error_type": "stop" if closed else "warning",
    }


def between(low: float | str, high: float | str, title: str, message: str) -> dict[str, Any]:
    """Rule that a number lies between two bounds, each a number or a cell."""
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} out of range",
        "error_message": message,
    }


def at_most(characters: int, title: str, message: str) -> dict[str, Any]:
    """Rule that a text is not longer than so many characters."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": characters,
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} too long",
        "error_message": message,
    }


def day(title: str, message: str) -> dict[str, Any]:
    """Rule that a cell holds a date."""
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
        "input_title": title,
        "input_message": message,
        "error_title": f"{title}: no date",
        "error_message": message,
    }


ZONE = choice(ZONES, "Time zone", "Choose a zone, or type any IANA name such as Asia/Singapore.", closed=False)
