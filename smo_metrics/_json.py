"""Turns results into what JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

SCHEMA = 1


def to_json(value: Any) -> Any:
    """Turn NaN into None, tuples into lists, times into ISO text, all the way down."""
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if hasattr(value, "isoformat"):
        return None if value != value else value.isoformat()
    if hasattr(value, "item"):
        value = str(value) if value.dtype.kind == "M" else value.item()  # .item() of nanoseconds is a bare number
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)


def records(frame: Any) -> Any:
    """Rows of a frame as JSON-ready dictionaries."""
    return to_json(frame.to_dict(orient="records"))
