"""Hours by person and day: overlaps, midnight, clocks that change, breaks, the cut-off, and durations nobody knows."""

import math
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow import WorkCalendar

SINGAPORE = {"Singapore": WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]})}


def test_labels_that_overlap_count_once_in_the_day_and_in_each_tier(labels, review):
    found = review(
        labels(
            ("ann", "2026-03-02 10:00", 60, "severe"),
            ("ann", "2026-03-02 10:15", 30, "severe"),
            ("ann", "2026-03-02 10:15", 45, "graphic"),
            ("ann", "2026-03-02 10:30", 90, "none"),
        )
    )
    day = found.days.iloc[0]
    assert day["sensitive_hours"] == pytest.approx(1.25)
    assert day["labelled_hours"] == pytest.approx(1.5)
    assert day["sensitive_share"] == pytest.approx(1.25 / 1.5)
    assert dict(zip(found.tiers["tier"], found.tiers["hours"], strict=True)) == {"graphic": 0.75, "severe": 1.25}
    assert (day["labels"], day["sensitive_labels"]) == (4, 3)


def test_hours_equal_those_counted_minute_by_minute(labels, review):
    rng = np.random.default_rng(7)
    start = datetime(2026, 3, 2, 6)
    rows = [
        (f"p{rng.integers(3)}", start + timedelta(minutes=int(rng.integers(3 * 1440))), int(rng.integers(1, 90)),
         str(rng.choice(["none", "mild", "severe"])))
        for _ in range(150)
    ]  # fmt: skip
    found = review(labels(*rows), exposure_cutoff="16:00", break_after_hours=0.5)
    seen = {}
    for person, end, minutes, tier in rows:
        for minute in range(minutes):
            moment = end - timedelta(minutes=minute + 1)
            seen.setdefault((person, moment.date()), {}).setdefault(tier != "none", set()).add(moment)
    days = found.days.set_index(["person", "date"])
    assert set(days.index) >= set(seen)
    for key, minutes in seen.items():
        sensitive = minutes.get(True, set())
        assert days.loc[key, "sensitive_hours"] == pytest.approx(len(sensitive) / 60)
        assert days.loc[key, "labelled_hours"] == pytest.approx(len(set.union(*minutes.values())) / 60)
        assert days.loc[key, "after_cutoff_hours"] == pytest.approx(sum(m.hour >= 16 for m in sensitive) / 60)


def test_work_across_midnight_is_cut_at_the_midnight_of_the_person(labels, review):
    table = labels(
        ("mei", "2026-03-02 16:30", 60, "severe"), ("bob", "2026-03-02 16:30", 60, "severe"), region=["Singapore", None]
    )
    days = review(table, calendars=SINGAPORE).days.set_index(["person", "date"])["sensitive_hours"]
    assert days.to_dict() == {
        ("mei", date(2026, 3, 2)): 0.5,
        ("mei", date(2026, 3, 3)): 0.5,
        ("bob", date(2026, 3, 2)): 1.0,
    }


@pytest.mark.parametrize(("end", "late"), [("2026-03-29 15:30", 0.5), ("2026-10-25 15:30", 0.0)])
def test_the_cut_off_follows_clocks_that_change(labels, review, end, late):
    # 16:00 in Dublin is 15:00 UTC on the day summer time begins, 16:00 UTC on the day it ends.
    days = review(labels(("ann", end, 60, "severe")), timezone="Europe/Dublin").days
    assert days["after_cutoff_hours"].tolist() == [late]
    assert days["sensitive_hours"].tolist() == [1.0]


def test_work_over_the_skipped_hour_is_as_long_as_it_was(labels, review):
    days = review(labels(("ann", "2026-03-29 02:00", 120, "severe")), timezone="Europe/Dublin").days
    assert days["sensitive_hours"].tolist() == [2.0]


def test_a_pause_shorter_than_a_break_does_not_end_a_stretch_and_does_not_count_in_it(labels, review):
    rows = [
        ("ann", "2026-03-02 09:40", 40, "severe"),
        ("ann", "2026-03-02 10:29", 40, "severe"),
        ("ann", "2026-03-02 10:39", 9, "none"),
        ("ann", "2026-03-02 11:09", 30, "severe"),
    ]
    found = review(labels(*rows), break_minutes=10, break_after_hours=1).days.iloc[0]
    assert found["longest_stretch_hours"] == pytest.approx(80 / 60)
    assert found["missed_breaks"] == 1
    longer = review(labels(*rows), break_minutes=9, break_after_hours=1).days.iloc[0]
    assert longer["longest_stretch_hours"] == pytest.approx(40 / 60)
    assert longer["missed_breaks"] == 0


def test_a_stretch_of_exactly_the_time_allowed_is_no_missed_break(labels, review):
    assert review(labels(("ann", "2026-03-02 10:00", 60, "severe"))).days["missed_breaks"].tolist() == [0]


def test_a_label_without_a_duration_is_never_counted_as_no_time(labels, review):
    rows = [("bob", "2026-03-02 12:00", 60, "severe")]
    rows += [("ann", f"2026-03-02 1{n}:00", None, "severe") for n in range(4)]
    days = review(labels(*rows), exposure_cap_hours=3).days.set_index("person")
    assert math.isnan(days.loc["ann", "sensitive_hours"])
    assert days.loc["ann", "at_most_hours"] == pytest.approx(4)
    assert days.loc["ann", "over_cap"] is None
    assert math.isnan(days.loc["ann", "missed_breaks"])
    assert days.loc["bob", "over_cap"] is False
    assert days.loc["ann", "labels_without_duration"] == 4


def test_over_the_cap_is_said_only_when_the_known_hours_say_so(labels, review):
    rows = [("ann", "2026-03-02 10:00", 120, "severe"), ("ann", "2026-03-02 12:00", None, "severe")]
    assert [review(labels(*rows), exposure_cap_hours=cap).days["over_cap"].iloc[0] for cap in (1, 3, 5)] == [
        True,
        None,
        False,
    ]


def test_a_duration_above_four_hours_counts_as_not_known(labels, review):
    found = review(labels(("ann", "2026-03-02 10:00", 241, "severe"), ("ann", "2026-03-02 11:00", 30, "severe")))
    assert found.days["sensitive_hours"].tolist() == [0.5]
    assert found.days["labels_without_duration"].tolist() == [1]
    failed = found.checks[~found.checks["ok"]]["check"].tolist()
    assert "Labels with a duration above 4 hours" in failed


def test_a_day_of_exactly_the_cap_is_not_over_it(labels, review):
    table = labels(("ann", "2026-03-02 10:00", 120, "severe"))
    assert review(table, exposure_cap_hours=2).days["over_cap"].tolist() == [False]
    assert review(table, exposure_cap_hours=1.99).days["over_cap"].tolist() == [True]


def test_without_a_cut_off_nothing_is_said_of_hours_after_it(labels, review):
    found = review(labels(("ann", "2026-03-02 18:00", 60, "severe")), exposure_cutoff="none")
    assert math.isnan(found.days["after_cutoff_hours"].iloc[0])
    assert {kpi.key: kpi.shown for kpi in found.kpis}["exposure_late"] == "not available"


def test_a_day_without_sensitive_content_is_zero_hours_and_a_label_without_a_tier_is_told(labels, review):
    found = review(labels(("ann", "2026-03-02 10:00", 30, "none"), ("ann", "2026-03-02 11:00", 30, None)))
    assert found.days["sensitive_hours"].tolist() == [0.0]
    assert found.checks.set_index("check").loc["Labels without a tier", "found"] == 1


def test_cancelled_labels_were_looked_at_too(labels, review):
    table = labels(("ann", "2026-03-02 10:00", 30, "severe"), status="cancelled")
    assert review(table).days["sensitive_hours"].tolist() == [0.5]


def test_the_cut_off_is_not_judged_where_nobody_says_which_clock_a_region_has(labels, review):
    table = labels(
        ("mei", "2026-03-02 17:30", 60, "severe"), ("bob", "2026-03-02 17:30", 60, "severe"),
        region=["Singapore", "Hub"],
    )  # fmt: skip
    found = review(table, calendars=SINGAPORE, timezone="Europe/Dublin")
    late = found.people.set_index("person")["after_cutoff_hours"]
    assert late["mei"] == 0
    assert math.isnan(late["bob"])
    assert any("Hub" in note and "Europe/Dublin" in note for note in found.notes)


def test_a_region_named_like_a_zone_has_that_clock(labels, review):
    table = labels(
        ("mei", "2026-03-02 09:30", 60, "severe"), ("bob", "2026-03-02 09:30", 60, "severe"),
        region=["Asia/Singapore", "Europe/Dublin"],
    )  # fmt: skip
    late = review(table).people.set_index("person")["after_cutoff_hours"]
    assert late.to_dict() == {"mei": 1.0, "bob": 0.0}


def test_labels_after_as_of_are_left_out_and_counted(labels, review):
    table = labels(("ann", "2026-03-02 10:00", 30, "severe"), ("ann", "2026-03-03 10:00", 30, "severe"))
    found = review(table, as_of=pd.Timestamp("2026-03-02T12:00Z"))
    assert found.days["date"].tolist() == [date(2026, 3, 2)]
    assert found.checks["ok"].iloc[0]
    assert "after as_of 1" in found.checks["explanation"].iloc[0]
