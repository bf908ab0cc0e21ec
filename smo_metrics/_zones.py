"""Is this the name of a time zone? One check for settings, sources and tables."""

from __future__ import annotations

from zoneinfo import ZoneInfo


def is_zone(name: object) -> bool:
    """Tell whether something is the name of an IANA zone, whatever arrives.

    >>> is_zone("Asia/Singapore"), is_zone("Mars/Base"), is_zone("../../etc/passwd")
    (True, False, False)
    """
    if not isinstance(name, str):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
