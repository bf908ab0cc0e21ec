"""The contracts of labels and roster: found by name, converted, and every problem in one error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.tables import LABELS, check_labels, check_roster, first_submissions


def raw(**columns) -> pd.DataFrame:
    rows = {"item_id": ["1", "1", "2"], "annotator_id": ["a", "b", "a"], "label": ["x", "y", "x"], **columns}
    return pd.DataFrame(rows)


def test_all_problems_come_in_one_error_with_the_rows_a_user_sees() -> None:
    bad = raw(
        item_id=["1", None, "2"],
        round=[1, 1.5, 1],
        duration_seconds=["5", "abc", "-1"],
        labelled_at=["2026-03-01T10:00:00Z", "soon", "2026-03-01 10:00"],
        status=["submitted", "lost", None],
    )
    with pytest.raises(TableError) as caught:
        check_labels(bad)
    error = caught.value
    assert error.table == "labels"
    text = str(error)
    for part in (
        "1 row has no item_id (row 3)",
        "a round that is not 1, 2, 3, ... (row 3)",
        "2 rows have no usable number in duration_seconds (rows 3, 4)",
        "no date and time (row 3)",
        "without a time zone (row 4). Say which zone they are in, for example --timezone Asia/Singapore.",
    ):
        assert part in text, text
    assert "\n" not in text


def test_a_decimal_comma_is_read_where_it_can_mean_only_one_thing() -> None:
    labels = check_labels(raw(duration_seconds=["63,5", "7,25", "8.5"]))
    assert labels["duration_seconds"].tolist() == [63.5, 7.25, 8.5]
    with pytest.raises(TableError, match=r"1,234 could be two numbers"):
        check_labels(raw(duration_seconds=["1,234", "2", "3"]))


def test_times_under_a_header_that_says_utc_need_no_zone() -> None:
    labels = check_labels(raw(labelled_at_utc=["2026-03-01 10:00"] * 3))
    assert labels["labelled_at"].dt.hour.tolist() == [10, 10, 10]


def test_headers_are_found_by_name_alias_and_map() -> None:
    table = pd.DataFrame({"Task ID": [7], "Worker": ["ann"], "my verdict": ["x"], "Lead Time": [3.5]})
    labels = check_labels(table, columns={"label": "my verdict"})
    assert labels.loc[0, ["item_id", "annotator_id", "label", "duration_seconds"]].tolist() == ["7", "ann", "x", 3.5]


def test_a_missing_column_is_named_with_what_is_there_and_how_to_map_it() -> None:
    with pytest.raises(TableError, match=r"no column 'label'.*'item_id', 'who'.*label=YOUR COLUMN"):
        check_labels(pd.DataFrame({"item_id": [1], "who": ["a"]}), columns={"annotator_id": "who"})


def test_a_column_map_with_a_wrong_name_gets_a_suggestion() -> None:
    with pytest.raises(TableError, match=r"names 'lable'.*Did you mean 'label'"):
        check_labels(raw(), columns={"lable": "label"})
    with pytest.raises(TableError, match=r"expects a column 'nope' for label"):
        check_labels(raw(), columns={"label": "nope"})


def test_no_rows_is_a_problem() -> None:
    with pytest.raises(TableError, match="0 rows"):
        check_labels(raw().iloc[:0])


def test_two_columns_of_one_name_are_refused() -> None:
    table = raw()
    table.insert(0, "label", ["p", "q", "r"], allow_duplicates=True)
    with pytest.raises(TableError, match="two columns are called 'label'"):
        check_labels(table)


def test_a_header_that_says_utc_counts_more_than_the_zone_given() -> None:
    labels = check_labels(raw(labelled_at_utc=["2026-03-01 10:00"] * 3), timezone="Asia/Singapore")
    assert labels["labelled_at"].dt.hour.tolist() == [10, 10, 10]


@pytest.mark.parametrize(
    ("zone", "written", "utc"),
    [
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T01:30:00+00:00"),
        ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25T01:30:00+00:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01T06:30:00+00:00"),
    ],
)
def test_the_hour_that_comes_twice_in_autumn_is_the_second_one_in_winter_time(zone, written, utc) -> None:
    labels = check_labels(raw(labelled_at=[written] * 3), timezone=zone)
    assert {time.isoformat() for time in labels["labelled_at"]} == {utc}


def test_a_status_may_be_written_in_capitals() -> None:
    labels = check_labels(raw(status=["SUBMITTED", "Cancelled", "dRAFT"]))
    assert labels["status"].tolist() == ["submitted", "cancelled", "draft"]
    assert labels["round"].isna().tolist() == [False, True, True]


def test_ids_are_text_and_whole_numbers_keep_no_decimal() -> None:
    labels = check_labels(raw(item_id=[101.0, 101.0, 102.0]))
    assert labels["item_id"].tolist() == ["101", "101", "102"]


def test_times_become_utc_from_their_own_zone_or_the_one_given() -> None:
    times = ["2026-03-01T10:00:00+08:00", "2026-03-01 10:00", None]
    labels = check_labels(raw(labelled_at=times), timezone="Asia/Singapore")
    assert labels["labelled_at"].dtype == "datetime64[ns, UTC]"
    assert labels["labelled_at"].dt.hour.tolist()[:2] == [2, 2]
    assert labels["labelled_at"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    "time",
    [
        "05/06/2026 10:00", "5 June 2026", "20260605", "1780000000", "2026-03-02/2026-03-08", "9999-12-31T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ],
)  # fmt: skip
def test_a_date_that_could_be_read_two_ways_or_cannot_be_meant_is_refused(time) -> None:
    with pytest.raises(TableError, match=r"no date and time \(rows 2, 3, 4\). Use the form 2026-03-31T14:05:00Z"):
        check_labels(raw(labelled_at=[time] * 3), timezone="UTC")


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(TableError, match="'Mars' is no time zone"):
        check_labels(raw(labelled_at=["2026-03-01 10:00"] * 3), timezone="Mars")


def test_an_empty_label_is_a_row_with_status_empty_and_no_round() -> None:
    labels = check_labels(raw(label=["x", " ", None]))
    assert labels["status"].tolist() == ["submitted", "empty", "empty"]
    assert labels["round"].isna().tolist() == [False, True, True]


def test_text_and_number_labels_in_one_column_become_text() -> None:
    assert check_labels(raw(label=[1, "y", 2.5]))["label"].tolist() == ["1", "y", "2.5"]
    assert check_labels(raw(label=[1, 2, 2.5]))["label"].tolist() == [1.0, 2.0, 2.5]


def test_several_choices_become_one_label_whatever_their_order() -> None:
    assert check_labels(raw(label=[["b", "a"], ["a", "b"], ["a"]]))["label"].tolist() == ["a|b", "a|b", "a"]


def test_the_same_label_twice_is_refused_unless_rounds_tell_them_apart() -> None:
    twice = raw(annotator_id=["a", "a", "a"])
    with pytest.raises(TableError, match=r"2 rows give the same annotator's label of one item twice \(rows 2, 3\)"):
        check_labels(twice)
    labels = check_labels(twice.assign(round=[1, 2, 1]))
    assert first_submissions(labels).left_out == {"cancelled": 0, "draft": 0, "empty": 0, "later_round": 1}


def test_a_label_without_a_region_takes_its_annotators() -> None:
    roster = check_roster(pd.DataFrame({"annotator_id": ["a", "b"], "region": ["Dublin", "Singapore"]}))
    labels = check_labels(raw(region=[None, "Lisbon", ""]), roster=roster)
    assert labels["region"].tolist() == ["Dublin", "Lisbon", "Dublin"]
    assert check_labels(raw(), roster=roster)["region"].tolist() == ["Dublin", "Singapore", "Dublin"]


def test_a_roster_lists_each_annotator_once() -> None:
    with pytest.raises(TableError, match=r"2 rows list an annotator more than once \(rows 2, 3\)"):
        check_roster(pd.DataFrame({"annotator_id": ["a", "a"], "region": ["x", "y"]}))


def test_first_submissions_leave_out_all_else_and_count_it() -> None:
    labels = check_labels(
        pd.DataFrame(
            {
                "item_id": list("1111112"),
                "annotator_id": list("aabcdea"),
                "label": ["x", "y", "x", None, "z", "x", "y"],
                "round": [1, 2, 1, 1, 1, 1, 1],
                "status": [None, None, "cancelled", None, "draft", "submitted", None],
            }
        )
    )
    first = first_submissions(labels)
    assert first.left_out == {"cancelled": 1, "draft": 1, "empty": 1, "later_round": 1}
    assert first.frame["label"].tolist() == ["x", "x", "y"]


def test_labels_of_two_policy_versions_are_never_compared() -> None:
    labels = check_labels(raw(item_id=["1", "1", "1"], annotator_id=list("abc"), policy_version=["v1", "v1", "v2"]))
    assert first_submissions(labels).frame["unit"].tolist() == ["1 | v1", "1 | v1", "1 | v2"]
    same = check_labels(raw(policy_version=["v1"] * 3))
    assert first_submissions(same).frame["unit"].tolist() == ["1", "1", "2"]


def test_every_contract_column_says_what_it_is() -> None:
    assert all(column.help for column in LABELS)
    assert [column.name for column in LABELS if column.required] == ["item_id", "annotator_id", "label"]


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Singapore"])
@pytest.mark.parametrize("far", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_years_that_cannot_be_meant_are_refused_in_columns_of_dates_too(unit, zone, far) -> None:
    times = pd.Series(np.array(["2026-03-01T10:00", far, "NaT"], dtype=f"M8[{unit}]"))
    times = times.dt.tz_localize(zone) if zone else times
    with pytest.raises(TableError, match=r"1 row has labelled_at outside the years 1900 to 2200 \(row 3\)"):
        check_labels(raw(labelled_at=times), timezone="Asia/Singapore")


def test_times_of_any_unit_become_nanoseconds() -> None:
    times = pd.Series(np.array(["2026-03-01T10:00", "1900-01-01", "NaT"], dtype="M8[s]")).dt.tz_localize("UTC")
    assert check_labels(raw(labelled_at=times))["labelled_at"].dtype == "datetime64[ns, UTC]"


def test_what_is_no_table_and_no_zone_is_refused() -> None:
    with pytest.raises(TableError, match="labels: a pandas DataFrame is needed; dict arrived"):
        check_labels({"item_id": [1]})
    with pytest.raises(TableError, match="3 is no time zone"):
        check_labels(raw(labelled_at=["2026-03-01 10:00"] * 3), timezone=3)
