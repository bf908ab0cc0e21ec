"""How is a Python value written into a cell so that it reads back the same, and never as a formula?"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from smo_metrics.workbook.xlsx.markup import encode_text

if TYPE_CHECKING:
    import pandas as pd

LONGEST_TEXT = 32_767

_DAY_US = 86_400_000_000
_EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_FIRST_DAY = {False: datetime(1900, 3, 1), True: datetime(1904, 1, 1)}

Kind = Literal["empty", "text", "number", "time", "bool"]


@dataclass(slots=True)
class ValueWriter:
    """Turns values into what stands inside ``<c r="…" s="…"``, counting what a cell cannot hold.

    Parameters
    ----------
    prefix : str
        Prefix of the sheet's XML tags, ``""`` in files by Excel.
    date1904 : bool
        Whether the workbook counts days from 1904.
    """

    prefix: str = ""
    date1904: bool = False
    cut: int = 0
    infinite: int = 0
    _texts: dict[str, str] = field(default_factory=dict)

    def body(self, value: object) -> str:
        """Write one value; a missing one gives an empty cell."""
        kind, text = plain(value, self.date1904)
        p = self.prefix
        if kind == "text":
            return self._text(text)
        if kind == "bool":
            return f' t="b"><{p}v>{text}</{p}v></{p}c>'
        if kind == "empty":
            self.infinite += isinstance(value, float) and math.isinf(value)
            return "/>"
        return f"><{p}v>{text}</{p}v></{p}c>"

    def bodies(self, column: pd.Series) -> list[str]:
        """Write a whole column."""
        p, body = self.prefix, self.body
        times = _serials(column, self.date1904)
        if times is not None:
            return ["/>" if time is None else f"><{p}v>{time!r}</{p}v></{p}c>" for time in times]
        values = column.tolist()
        if column.dtype == "int64":
            return [f"><{p}v>{value}</{p}v></{p}c>" for value in values]
        if column.dtype == "float64":
            return [f"><{p}v>{v!r}</{p}v></{p}c>" if math.isfinite(v) else body(v) for v in values]
        texts = self._texts
        return ["/>" if v is None else texts[v] if type(v) is str and v in texts else body(v) for v in values]

    def _text(self, text: str) -> str:
        body = self._texts.get(text)
        if body is None:
            p = self.prefix
            kept = shorten(text)
            self.cut += kept != text
            space = "" if kept == kept.strip() else ' xml:space="preserve"'
            body = f' t="inlineStr"><{p}is><{p}t{space}>{encode_text(kept)}</{p}t></{p}is></{p}c>'
            self._texts[text] = body
        return body


def plain(value: object, date1904: bool) -> tuple[Kind, str]:
    """Say what kind of cell a value becomes, and its text there."""
    if isinstance(value, str):
        return ("text", value) if value else ("empty", "")
    if isinstance(value, float):
        return ("number", repr(float(value))) if math.isfinite(value) else ("empty", "")
    if value is None or _is_missing(value):
        return "empty", ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "bool", "1" if value else "0"
    if isinstance(value, numbers.Integral):
        return "number", str(int(value))
    if isinstance(value, numbers.Real):
        return plain(float(value), date1904)
    if isinstance(value, date):
        days = serial(value, date1904)
        return ("text", value.isoformat()) if days is None else ("time", repr(days))
    raise TypeError(f"a cell cannot hold a {type(value).__name__}: {value!r}")


def serial(value: date, date1904: bool) -> float | int | None:
    """Count the days of a date or time as Excel does (aware times in UTC); None before its calendar is sound."""
    if not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)
        return (moment - _EPOCH[date1904]).days if moment >= _FIRST_DAY[date1904] else None
    moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value
    if moment < _FIRST_DAY[date1904]:
        return None
    return (moment - _EPOCH[date1904]) // timedelta(microseconds=1) / _DAY_US


def shorten(text: str) -> str:
    """Cut a text to what a cell holds, counted in UTF-16 units as Excel counts."""
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    kept = units[: 2 * LONGEST_TEXT]
    if 0xD8 <= kept[-1] <= 0xDB:
        kept = kept[:-2]
    return kept.decode("utf-16-le", "surrogatepass")


def key_texts(column: pd.Series, date1904: bool) -> list[str]:
    """Write a key column so that a cell and a frame that mean the same row compare equal."""
    times = _serials(column, date1904)
    if times is not None:
        return ["" if time is None else key_text("time", repr(time)) for time in times]
    known: dict[object, str] = {}
    texts = []
    for value in column.tolist():
        text = value if type(value) is str else known.get(value)
        if text is None:
            text = known[value] = key_text(*plain(value, date1904))
        texts.append(text)
    return texts


def key_text(kind: Kind, text: str) -> str:
    """Write one key value; numbers to the fifteen digits that every spreadsheet program keeps."""
    return f"{float(text):.15g}" if kind in ("number", "time") else text


def _is_missing(value: object) -> bool:
    import pandas as pd

    return value is pd.NA or value is pd.NaT or value != value


def _serials(column: pd.Series, date1904: bool) -> list[float | None] | None:
    import numpy as np
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return None
    times = column.dt.tz_convert("UTC").dt.tz_localize(None) if column.dt.tz is not None else column
    stamps = times.to_numpy().astype("datetime64[us]")
    missing = np.isnat(stamps)
    if (stamps[~missing] < np.datetime64(_FIRST_DAY[date1904])).any():
        return None
    since_epoch = (stamps - np.datetime64(_EPOCH[date1904], "us")).astype("int64")
    days = since_epoch / _DAY_US
    return [None if gone else day for gone, day in zip(missing.tolist(), days.tolist(), strict=True)]
