"""The contract of daily volumes: days without a zone, whole counts, and gaps that are no zeros."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import TableError
from smo_metrics.volume_table import VOLUMES, check_volumes, missing_days

DAYS = ["2026-03-02", "2026-03-03", "2026-03-04"]
SINGAPORE = timezone(timedelta(hours=8))


def raw(**columns) -> pd.DataFrame:
    return pd.DataFrame({"date": DAYS, "completed": [5, 0, 7], **columns})


def days_of(*values) -> list[str | None]:
    read = check_volumes(pd.DataFrame({"date": pd.Series(values), "completed": 1}))["date"]
    assert read.dtype == "datetime64[ns]"
    return [str(day.date()) for day in read]


def test_the_table_comes_back_in_one_shape_and_the_frame_as_it_was() -> None:
    frame = raw(queue=["a", " ", None], arrived=["4", "", "12.0"], comment="x")
    before = frame.copy()
    volumes = check_volumes(frame)
    assert volumes.dtypes.astype(str).to_dict() == {
        "date": "datetime64[ns]", "arrived": "float64", "completed": "float64", "queue": "object",
    }  # fmt: skip
    assert volumes["completed"].tolist() == [5, 0, 7]
    np.testing.assert_array_equal(volumes["arrived"], [4, np.nan, 12])
    assert volumes["queue"].tolist() == ["a", None, None]
    pd.testing.assert_frame_equal(frame, before)


def test_what_is_checked_already_stays_as_it_is() -> None:
    once = check_volumes(raw(arrived=[1, None, 3], region=["EU", "EU", "SG"]))
    pd.testing.assert_frame_equal(check_volumes(once), once)


@pytest.mark.parametrize(
    "header",
    [("Day", "Created", "Resolved"), ("calendar date", "Opened", "Closed"), ("DATE", "New tickets", "Solved tickets")],
)
def test_headers_of_usual_exports_are_found(header) -> None:
    volumes = check_volumes(pd.DataFrame([["2026-03-02", 3, 2]], columns=header))
    assert volumes[["arrived", "completed"]].values.tolist() == [[3, 2]]


def test_a_header_can_be_mapped() -> None:
    frame = raw().rename(columns={"completed": "Volume"})
    assert check_volumes(frame, columns={"completed": "Volume"})["completed"].tolist() == [5, 0, 7]


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02", " 2026-03-02 ", "2026-03-02 00:00", "2026-03-02T00:00:00.000", "2026-03-02 00:00:00 UTC",
        date(2026, 3, 2), datetime(2026, 3, 2), pd.Timestamp("2026-03-02"), pd.Period("2026-03-02", "D"),
        np.datetime64("2026-03-02"), np.datetime64("2026-03-02T00:00:00", "s"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_day_may_be_a_date_midnight_or_its_text(value) -> None:
    assert days_of(value) == ["2026-03-02"]


def test_midnight_with_a_zone_is_the_day_that_is_written() -> None:
    assert days_of("2026-03-02T00:00:00Z", "2026-03-03T00:00+08:00", "2026-03-04 00:00:00-05:00") == DAYS
    same_moment = datetime(2026, 3, 2, tzinfo=SINGAPORE), datetime(2026, 3, 1, 16, tzinfo=UTC)
    with pytest.raises(TableError, match=r"1 row has a time of day in date \(row 3\)"):
        days_of(*same_moment)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Singapore"])
def test_columns_of_dates_of_any_unit_and_zone_become_days(unit, zone) -> None:
    days = pd.Series(np.array(DAYS, dtype=f"M8[{unit}]"))
    volumes = check_volumes(raw(date=days.dt.tz_localize(zone) if zone else days))
    assert volumes["date"].dtype == "datetime64[ns]"
    assert [str(day.date()) for day in volumes["date"]] == DAYS


@pytest.mark.parametrize("value", ["2026-03-02 09:30", datetime(2026, 3, 2, 0, 0, 1), "2026-03-01T16:00:00Z"])
def test_a_time_of_day_is_refused_and_not_cut_off(value) -> None:
    with pytest.raises(TableError, match=r"1 row has a time of day in date \(row 3\). Give the day alone"):
        check_volumes(raw(date=[DAYS[0], value, DAYS[2]]))


@pytest.mark.parametrize(
    "value",
    ["05/06/2026", "5 June 2026", "20260605", 46083, 46083.5, "2026-W10-1", "2026-03", "Total", "2026-02-30", True,
     "2026-03-02/2026-03-08", "9999-12-31", "1899-12-31", "2026-03-02 noon", date(2201, 1, 1)],
)  # fmt: skip
def test_what_is_no_single_day_is_refused(value) -> None:
    with pytest.raises(TableError, match=r"1 row has a date that is no day \(row 3\). Use the form 2026-03-31"):
        check_volumes(raw(date=[DAYS[0], value, DAYS[2]]))


@pytest.mark.parametrize(
    ("value", "count"), [("12", 12), (12.0, 12), ("12.0", 12), ("12,00", 12), (0, 0), (10**9, 1e9), (np.int64(7), 7)]
)
def test_whole_numbers_are_counts_however_they_are_written(value, count) -> None:
    assert check_volumes(raw(completed=[1, value, 3]))["completed"].tolist() == [1, count, 3]


@pytest.mark.parametrize(
    "value",
    [-1, "-1", 2.5, "2,5", "1,234", "1.234", "1.000", "1 234", "1e3", "many", "N/A", True, float("inf"), 1e300, "٣"],
)
def test_a_count_that_is_negative_broken_or_could_be_two_numbers_is_refused(value) -> None:
    with pytest.raises(TableError, match=r"1 row has no usable count in completed \(row 3\). Write whole numbers"):
        check_volumes(raw(completed=pd.Series([4, value, 3], dtype=object)))


@pytest.mark.parametrize("empty", [None, "", " ", float("nan"), pd.NA])
def test_an_empty_count_is_not_known_and_no_zero(empty) -> None:
    completed = check_volumes(raw(completed=pd.Series([1, empty, 3], dtype=object)))["completed"]
    assert completed.isna().tolist() == [False, True, False]
    nothing = check_volumes(raw(completed=pd.Series([empty] * 3, dtype=object)))["completed"]
    assert nothing.dtype == float
    assert nothing.isna().all()


@pytest.mark.parametrize("empty", [None, "", " ", pd.NaT, float("nan")])
def test_a_row_without_a_day_is_a_problem(empty) -> None:
    with pytest.raises(TableError, match=r"1 row has no date \(row 3\). Fill or remove them."):
        check_volumes(raw(date=[DAYS[0], empty, DAYS[2]]))


def test_a_day_stands_once_for_each_queue_and_region() -> None:
    twice = raw(date=[DAYS[0], DAYS[0], DAYS[1]])
    with pytest.raises(TableError, match=r"2 rows have a date that another row has too \(rows 2, 3\)"):
        check_volumes(twice)
    assert len(check_volumes(twice.assign(queue=["a", "b", "a"]))) == 3
    assert len(check_volumes(twice.assign(queue="a", region=["EU", None, "EU"]))) == 3
    with pytest.raises(TableError, match=r"2 rows have a date and queue and region that another row has too"):
        check_volumes(twice.assign(queue="a", region=[None, "", "EU"]))


def test_all_problems_come_in_one_error_with_the_rows_a_user_sees() -> None:
    bad = pd.DataFrame({"day": ["2026-03-02", "soon", None], "new": [1, -1, 2], "done": [1.5, 2, 3]})
    with pytest.raises(TableError) as caught:
        check_volumes(bad, first_row=6)
    assert caught.value.problems == (
        "1 row has a date that is no day (row 7). Use the form 2026-03-31; in Excel, format the column as yyyy-mm-dd. "
        "Remove rows of totals.",
        "1 row has no date (row 8). Fill or remove them.",
        "1 row has no usable count in arrived (row 7). Write whole numbers such as 1234 (1.234 could be two numbers), "
        "and leave empty what is not known.",
        "1 row has no usable count in completed (row 6). Write whole numbers such as 1234 (1.234 could be two "
        "numbers), and leave empty what is not known.",
    )


def test_no_rows_no_table_and_no_column_are_refused() -> None:
    with pytest.raises(TableError, match="volumes: there are 0 rows"):
        check_volumes(raw().iloc[:0])
    with pytest.raises(TableError, match="volumes: a pandas DataFrame is needed; list arrived"):
        check_volumes([1, 2])
    with pytest.raises(TableError, match=r"no column 'completed' \(tasks that were finished that day"):
        check_volumes(raw()[["date"]])


def test_every_contract_column_says_what_it_is_and_no_header_could_be_two() -> None:
    assert all(column.help for column in VOLUMES)
    assert [column.name for column in VOLUMES if column.required] == ["date", "completed"]
    names = [name for column in VOLUMES for name in (column.name, *column.aliases)]
    assert len(names) == len(set(names))


@settings(max_examples=50, deadline=None)
@given(st.sets(st.dates(date(1990, 1, 1), date(1990, 6, 1)), min_size=1))
def test_missing_days_are_those_between_the_first_and_the_last_without_a_row(days) -> None:
    volumes = check_volumes(pd.DataFrame({"date": list(days), "completed": 1}))
    walked = [min(days) + timedelta(n) for n in range((max(days) - min(days)).days)]
    assert [day.date() for day in missing_days(volumes)] == [day for day in walked if day not in days]
