"""An events table and its moment, as the shell is given them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.readers.report import ReadReport


def read_events(
    file: Path, format: str | None, columns: str, timezone: str, roster: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame | None, ReadReport]:
    """Read both files; an event without a region takes its actor's."""
    from smo_metrics.event_table import check_events
    from smo_metrics.readers import parse_columns, read

    tables = read(file, format=format, columns=parse_columns(columns), timezone=timezone or None, table="events")
    events = cast("pd.DataFrame", tables.events)
    if roster is None:
        return events, None, tables.report
    people = read(roster, table="roster").roster
    return check_events(events, roster=people), people, tables.report


def read_moment(text: str, zone: str | dict[str, str]) -> datetime:
    """Read the time of an export; one without a zone is in the zone given."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--as-of: {text!r} is no time. Write it like 2026-03-31T09:00+08:00.") from None
    zoned = moment.tzinfo is not None or not isinstance(zone, str) or not is_zone(zone)
    return moment if zoned else moment.replace(tzinfo=ZoneInfo(str(zone)))
