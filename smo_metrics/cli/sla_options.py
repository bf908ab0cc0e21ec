"""What was promised, written as shell options: one policy, further targets, planned leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from smo_metrics.errors import SettingsError


def read_targets(texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Read further targets, ``priority high = 4``, as a policy takes them.

    Raises
    ------
    SettingsError
        A text of another form; the policy itself says which columns and hours it takes.

    Examples
    --------
    >>> read_targets(["priority high = 4", "region EU = 8"])
    {'priority': {'high': 4.0}, 'region': {'EU': 8.0}}
    """
    targets: dict[str, dict[str, float]] = {}
    for text in texts:
        name, _, hours = text.rpartition("=")
        column, _, value = name.strip().partition(" ")
        try:
            targets.setdefault(column, {})[value.strip()] = float(hours)
        except ValueError:
            value = ""
        if not value:
            raise SettingsError(f"--target: {text!r} cannot be read. Write it like: priority high = 4.")
    return targets


def read_day(text: str, option: str) -> date:
    """Read a calendar day.

    Raises
    ------
    SettingsError
        Anything but year-month-day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{option}: {text!r} is no day. Write it like 2026-12-24.") from None


def read_shares(texts: Sequence[str], option: str) -> Mapping[date, float]:
    """Read the planned share of the usual team on some days, ``2026-12-24 = 0.5``.

    Raises
    ------
    SettingsError
        A text of another form; the forecast itself says which shares it takes.

    Examples
    --------
    >>> read_shares(["2026-12-24 = 0.5"], "--team")
    {datetime.date(2026, 12, 24): 0.5}
    """
    shares = {}
    for text in texts:
        day, _, share = text.partition("=")
        try:
            shares[read_day(day.strip(), option)] = float(share)
        except ValueError:
            raise SettingsError(f"{option}: {text!r} cannot be read. Write it like: 2026-12-24 = 0.5.") from None
    return shares
