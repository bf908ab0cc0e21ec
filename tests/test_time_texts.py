"""Times of a whole column at once are the same as one by one, or are left to be read one by one."""

import pandas as pd
import pytest

from smo_metrics._time_texts import as_time, to_utc, zoned_at_once
from smo_metrics.errors import TableError
from smo_metrics.event_table import check_events

USUAL = [
    "2026-03-31T14:05:00Z",
    "2026-03-31 14:05:00.5Z",
    "2026-03-31T14:05:59.999600+08:00",
    "2026-12-31T23:59-05:30",
    "1902-01-01T00:00:00+13:59",
    "2026-10-25T01:30:00.123456789+02:00",
]
ODD = [
    "2026-03-31T14:05:00",  # no zone
    "2026-03-31",
    " 2026-03-31T14:05:00Z",
    "2026-02-30T14:05:00Z",
    "2026-03-31T24:00:00Z",
    "2026-03-31T14:05:60Z",
    "05/06/2026 14:05Z",
    "9999-12-31T00:00:00Z",
    "1901-01-01T00:00:00+13:59",
    "2200-12-31T23:00:00Z",
    "2026-03-31T14:05:00 Europe/Dublin",
    20260331,
    pd.Timestamp("2026-03-31T14:05Z"),
]


@pytest.mark.parametrize("dtype", [object, "str"])
def test_a_column_of_usual_times_is_read_as_each_of_them_alone(dtype) -> None:
    read = zoned_at_once(pd.Series([*USUAL, None, ""], dtype=dtype))
    alone = [to_utc(as_time(text), None) for text in USUAL]
    assert read.dt.tz is not None
    assert [moment.value for moment in read.astype("datetime64[ns, UTC]")[:-2]] == [time.value for time in alone]
    assert read[-2:].isna().all()


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_one_odd_time_leaves_the_whole_column_as_it_is(odd) -> None:
    values = pd.Series([*USUAL, odd, None], dtype=object)
    assert zoned_at_once(values) is values


def test_a_column_without_any_time_is_left_as_it_is() -> None:
    values = pd.Series([None, ""], dtype=object)
    assert zoned_at_once(values) is values


def test_usual_times_do_not_hide_a_zone_that_is_none() -> None:
    rows = pd.DataFrame({"task_id": ["1"], "stage": ["label"], "started_at": [USUAL[0]]})
    with pytest.raises(TableError, match="'Mars' is no time zone"):
        check_events(rows, timezone="Mars")
    assert check_events(rows, timezone="Asia/Singapore")["started_at"][0] == pd.Timestamp(USUAL[0])
