"""Which moment does a cell tell? Times and days as exports write them; what could be two moments is none."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR, LAST_YEAR = 1900, 2200
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\s*/)")  # a week, 2026-03-02/2026-03-08, is no moment
_ZONED_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-3]):[0-5]\d)", re.ASCII
)


def zoned_at_once(values: pd.Series) -> pd.Series:
    """Read a column of nothing but usual ISO times with a zone: 20 times as fast as one by one. Any other stays."""
    import pandas as pd

    if values.dtype not in (object, "str"):
        return values
    texts = values[values.notna() & (values != "")]
    if pd.api.types.infer_dtype(texts) != "string" or not all(map(_ZONED_TIME.fullmatch, texts)):
        return values
    times = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")
    if not times.dt.year.between(FIRST_YEAR + 1, LAST_YEAR - 1).all():
        return values
    return times.reindex(values.index)


def as_time(value: object) -> Any:
    """Read a time as a Timestamp; None for an empty cell, False for what is no usable time."""
    import pandas as pd

    text = str(value).strip()
    if not text:
        return None
    if not _ISO_DATE.match(text):  # 05/06/2026 is May in one country and June in the next
        return False
    try:
        time = pd.Timestamp(value)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return False
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else False


def as_day(value: str) -> datetime | bool | None:
    """Read a date, with or without a time, as the clock and calendar it is written in show it."""
    text = value.strip().removesuffix(" UTC")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return False
    return moment if _ISO_DATE.match(text) and FIRST_YEAR <= moment.year <= LAST_YEAR else False


def to_utc(time: Any, zone: ZoneInfo) -> Any:
    """Give a Timestamp in UTC; one without a zone is read in `zone`."""
    if time.tzinfo is None:
        time = time.tz_localize(zone, ambiguous=False, nonexistent="shift_forward")
    return time.tz_convert("UTC")
