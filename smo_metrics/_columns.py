"""Reads the columns of a contract out of a frame: converts each once and collects every problem."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from smo_metrics._headers import Column, listed, simplify, used_columns
from smo_metrics._time_texts import FIRST_YEAR, LAST_YEAR, as_day, as_time, to_utc, zoned_at_once
from smo_metrics._zones import is_zone
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_ROWS = 5
_DECIMAL_COMMA = re.compile(r"^(\d+),(\d{1,2}|\d{4,})$")  # 63,5 is one number everywhere; 1,234 is not
_PLAIN_COUNT = r"^([0-9]{1,15})(?:[.,]0{1,2})?$"  # 1.000 is one in some countries and a thousand in others


class ColumnReader:
    """One pass over a frame: `read` converts every contract column, `report` adds a problem with its rows."""

    def __init__(
        self,
        table: str,
        frame: pd.DataFrame,
        contract: Sequence[Column],
        columns: Mapping[str, str] | None,
        timezone: str | None,
        first_row: int,
    ) -> None:
        import pandas as pd

        if not isinstance(frame, pd.DataFrame):
            raise TableError(table, [f"a pandas DataFrame is needed; {type(frame).__name__} arrived."])
        self.table, self.frame, self.contract = table, frame, contract
        self.columns, self.timezone, self.first_row = dict(columns or {}), timezone, first_row
        self.problems: list[str] = []

    def read(self) -> pd.DataFrame:
        """Convert the columns that are there; what is wrong stands in `problems` afterwards."""
        import pandas as pd

        if not len(self.frame):
            self.problems.append("there are 0 rows. Check that the export is not empty, then export again.")
        headers = self._map()
        out = pd.DataFrame(index=pd.RangeIndex(len(self.frame)))
        convert = {
            "id": self._ids,
            "text": self._texts,
            "label": self._labels,
            "time": self._times,
            "date": self._dates,
            "number": self._numbers,
            "count": self._counts,
            "round": self._rounds,
        }
        for column in self.contract:
            if column.name in headers:
                values = self.frame[headers[column.name]]
                if isinstance(values, pd.DataFrame):
                    self.problems.append(f"two columns are called {headers[column.name]!r}. Rename one of them.")
                    continue
                out[column.name] = convert[column.kind](values.reset_index(drop=True), column)
        return out

    def report(self, rows: pd.Series, what: str, mend: str) -> None:
        """Add a problem for the rows where `rows` is true; no row, no problem. `what` begins with a plural verb."""
        count = int(rows.sum())
        if not count:
            return
        numbers = [str(i + self.first_row) for i in rows.to_numpy().nonzero()[0][:_SHOWN_ROWS]]
        more = ", ..." if count > _SHOWN_ROWS else ""
        verb, _, rest = what.partition(" ")
        word, verb = ("row", {"have": "has"}.get(verb, f"{verb}s")) if count == 1 else ("rows", verb)
        self.problems.append(f"{count:,} {word} {verb} {rest} ({word} {', '.join(numbers)}{more}). {mend}")

    def _map(self) -> dict[str, str]:
        headers = list(self.frame.columns)
        names = {column.name for column in self.contract}
        for ours in self.columns.keys() - names:
            close = difflib.get_close_matches(ours, sorted(names), 1)
            hint = f"Did you mean {close[0]!r}?" if close else f"It has {', '.join(sorted(names))}."
            self.problems.append(f"the column map names {ours!r}, which this table does not have. {hint}")
        for ours, theirs in self.columns.items():
            if theirs and theirs not in headers:
                self.problems.append(
                    f"the column map expects a column {theirs!r} for {ours}; the columns are {listed(headers)}."
                )
        used = used_columns(headers, self.contract, self.columns)
        absent = [c for c in self.contract if c.required and c.name not in used and not self.columns.get(c.name)]
        if absent:
            wanted = ", ".join(f"{column.name!r} ({column.help})" for column in absent)
            self.problems.append(
                f"no column {wanted}; the columns are {listed(headers)}. "
                f'Rename one, or map it: --columns "{absent[0].name}=YOUR COLUMN".'
            )
        return used

    def _ids(self, values: pd.Series, column: Column) -> pd.Series:
        text = self._texts(values, column)
        if column.required:
            self.report(text.isna(), f"have no {column.name}", "Fill or remove them.")
        return text

    def _texts(self, values: pd.Series, column: Column) -> pd.Series:
        return _by_distinct(values, _as_text)

    def _labels(self, values: pd.Series, column: Column) -> pd.Series:
        labels = _by_distinct(values, _as_label)
        distinct = {type(label) for label in labels.dropna().unique()}
        return _by_distinct(values, _as_text) if len(distinct) > 1 else labels

    def _numbers(self, values: pd.Series, column: Column) -> pd.Series:
        import pandas as pd

        text = self._texts(values, column)
        numbers = pd.to_numeric(_by_distinct(text, lambda t: _DECIMAL_COMMA.sub(r"\1.\2", t)), errors="coerce")
        self.report(
            text.notna() & (numbers.isna() | (numbers < 0) | (numbers == float("inf"))),
            f"have no usable number in {column.name}",
            "Write numbers of 0 or more, such as 63.5 (1,234 could be two numbers).",
        )
        return numbers.astype(float)

    def _counts(self, values: pd.Series, column: Column) -> pd.Series:
        text = self._texts(values, column)
        counts = text.astype("string").str.extract(_PLAIN_COUNT, expand=False)
        self.report(
            text.notna() & counts.isna(),
            f"have no usable count in {column.name}",
            "Write whole numbers such as 1234 (1.234 could be two numbers), and leave empty what is not known.",
        )
        return counts.astype("Float64").astype(float)

    def _rounds(self, values: pd.Series, column: Column) -> pd.Series:
        numbers = self._numbers(values, column)
        odd = numbers.notna() & ((numbers < 1) | (numbers % 1 != 0) | (numbers >= 2**53))
        self.report(odd, f"have a {column.name} that is not 1, 2, 3, ...", "Use 1 for the first pass.")
        rounds: pd.Series = numbers.mask(odd).astype("Int64")
        return rounds

    def _dates(self, values: pd.Series, column: Column) -> pd.Series:
        # From their text: two moments that are one in UTC can stand on two days.
        moments = _by_distinct(values.astype(object).map(str, na_action="ignore"), as_day)
        unreadable = moments.map(lambda moment: moment is False)
        self.report(
            unreadable,
            f"have a {column.name} that is no day",
            "Use the form 2026-03-31; in Excel, format the column as yyyy-mm-dd. Remove rows of totals.",
        )
        if column.required:
            self.report(moments.isna(), f"have no {column.name}", "Fill or remove them.")
        moments = moments.mask(unreadable)
        timed = moments.map(lambda moment: isinstance(moment, datetime) and moment.time() != time.min)
        self.report(
            timed,
            f"have a time of day in {column.name}",
            "Give the day alone, such as 2026-03-31, as it was counted: a day has no time zone.",
        )
        days: pd.Series = moments.mask(timed).astype("datetime64[ns]")
        return days

    def _zone(self) -> ZoneInfo:
        name = self.timezone or "UTC"
        if is_zone(name):
            return ZoneInfo(name)
        self.problems.append(f"{name!r} is no time zone; write one like Asia/Singapore or Europe/Dublin.")
        return ZoneInfo("UTC")

    def _times(self, values: pd.Series, column: Column) -> pd.Series:
        import pandas as pd

        if is_zone(self.timezone or "UTC"):
            values = zoned_at_once(values)
        aware = isinstance(values.dtype, pd.DatetimeTZDtype)
        naive = pd.api.types.is_datetime64_dtype(values.dtype)
        if aware or naive:
            far = values.notna() & ~values.dt.year.between(FIRST_YEAR, LAST_YEAR)
            self.report(
                far,
                f"have {column.name} outside the years {FIRST_YEAR} to {LAST_YEAR}",
                "Empty placeholders such as 9999-12-31.",
            )
            values = values.mask(far)
        if aware:
            utc: pd.Series = values.dt.tz_convert("UTC").astype("datetime64[ns, UTC]").dt.round("ms")
            return utc
        parsed = values if naive else _by_distinct(values, as_time)
        unreadable = pd.Series(False, index=values.index) if naive else parsed.map(lambda t: t is False)
        self.report(
            unreadable,
            f"have a {column.name} that is no date and time",
            "Use the form 2026-03-31T14:05:00Z (or 2026-03-31 14:05 with a time zone given); "
            "in Excel, format the column as yyyy-mm-dd hh:mm.",
        )
        parsed = parsed.mask(unreadable)
        zoneless = parsed.notna() if naive else parsed.map(lambda t: isinstance(t, pd.Timestamp) and t.tzinfo is None)
        in_utc = simplify(values.name).endswith("_utc")
        if zoneless.any() and self.timezone is None and not in_utc:
            self.report(
                zoneless,
                f"have a {column.name} without a time zone",
                "Say which zone they are in, for example --timezone Asia/Singapore.",
            )
            return pd.Series(pd.NaT, index=values.index, dtype="datetime64[ns, UTC]")
        zone = ZoneInfo("UTC") if in_utc else self._zone()
        return _by_distinct(parsed, lambda t: to_utc(t, zone)).astype("datetime64[ns, UTC]").dt.round("ms")


def _by_distinct(values: pd.Series, convert: Any) -> pd.Series:
    """Apply a conversion once to each distinct value; a missing value stays None."""
    import numpy as np
    import pandas as pd

    try:
        codes, distinct = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
    except TypeError:  # lists of choices have no hash
        return values.map(convert).astype(object)
    converted = np.empty(len(distinct) + 1, dtype=object)
    converted[:-1] = [convert(value) for value in distinct]
    converted[-1] = None
    return pd.Series(converted[codes], index=values.index, dtype=object)


def _as_text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def label_text(value: object) -> str:
    """Write a number, a truth value or a text the way the labels of a text column are written."""
    return str(value).upper() if isinstance(value, bool) else _as_text(value) or ""


def _as_label(value: object) -> str | float | None:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(sorted(str(choice).strip() for choice in value)) or None
    return _as_text(value)
