"""What the review says on top, of whom, and what it does not say when the labels cannot tell."""

import copy
import json
import math

import pandas as pd
import pytest

from smo_metrics.status.wellness import _pseudonyms
from smo_metrics.status.wellness._pseudonyms import pseudonyms
from smo_metrics.tables import check_labels, check_roster

WEEK = [
    ("ann", "2026-03-02 15:00", 240, "severe"),
    ("ann", "2026-03-02 17:30", 150, "severe"),
    ("bob", "2026-03-02 10:30", 30, "mild"),
    ("cy", "2026-03-02 10:30", 45, "none"),
]


def test_the_first_sentence_names_who_was_over_the_cap_and_the_figures_say_by_how_much(labels, review):
    found = review(labels(*WEEK))
    assert found.headlines[0] == (
        "■ Above maximum: 1 of 3 people was over the cap of 5 h of sensitive content on the only day of labelling "
        "(02 Mar 2026): ann (6.5 h on 02 Mar)."
    )
    assert {kpi.key: (kpi.value, kpi.rag) for kpi in found.kpis} == {
        "exposure_over_cap": (1, "red"),
        "exposure_max": (6.5, "red"),
        "exposure_breaks": (1, "amber"),
        "exposure_late": (1.5, "amber"),
    }
    person = found.people.iloc[0]
    assert (person["person"], person["status"]) == ("ann", "■ over the cap")
    assert person["why"] == (
        "6.5 h on 02 Mar (cap 5 h); 1 time more than 1 h without a break of 10 minutes, at most 6.5 h; 1.5 h after "
        "16:00; one label alone lasted 4 h: was it left open?"
    )


def test_every_figure_stands_for_the_team_and_for_each_region(labels, review):
    roster = check_roster(pd.DataFrame({"annotator_id": ["ann", "bob", "cy"], "region": ["East", "West", "West"]}))
    found = review(labels(*WEEK), roster=roster)
    values = {(kpi.region, kpi.key): kpi.value for kpi in found.kpis}
    assert [values[region, "exposure_over_cap"] for region in ("all", "East", "West")] == [1, 1, 0]
    assert [values[region, "exposure_max"] for region in ("all", "East", "West")] == [6.5, 6.5, 0.5]
    weeks = found.weeks.set_index("region")["sensitive_hours"]
    assert weeks.to_dict() == {"all": 7.0, "East": 6.5, "West": 0.5}


def test_nobody_over_the_cap_is_said_to_be_so_only_where_all_is_known(labels, review):
    quiet = review(labels(*WEEK[2:]))
    assert quiet.kpis[0].rag == "green"
    assert quiet.headlines[2] == "No rotation is needed: nobody is over or near the cap."
    rows = [*WEEK[1:], *(("bob", f"2026-03-02 1{n}:00", None, "severe") for n in range(5))]
    open_ = review(labels(*rows))
    assert (open_.kpis[0].value, open_.kpis[0].rag) == (0, "amber")
    assert "nobody is known to have been" in open_.headlines[0]
    assert open_.people.set_index("person").loc["bob", "status"] == "not available"


@pytest.mark.parametrize("column", ["exposure", "labelled_at", "duration_seconds"])
def test_without_a_column_nothing_is_available_and_the_sentence_says_what_to_export(labels, review, column):
    table = labels(*WEEK)
    for lacking in (table.drop(columns=column), table.assign(**{column: table[column].where(table["label"].isna())})):
        found = review(lacking)
        assert all(math.isnan(kpi.value) and kpi.shown == "not available" and kpi.rag == "none" for kpi in found.kpis)
        assert column in found.headlines[0]
        assert not len(found.days)
        assert not found.checks["ok"].any()
        assert set(found.chart_headlines) == {"people", "weeks", "breaks"}
        json.dumps(found.to_dict(), allow_nan=False)


def test_labels_all_after_as_of_are_not_available(labels, review):
    found = review(labels(*WEEK), as_of=pd.Timestamp("2026-01-01T00:00Z"))
    assert "no label was made up to as_of" in found.headlines[0]


def test_a_day_that_is_not_over_counts_against_the_cap_but_not_in_the_trend(labels, review):
    rows = [("ann", f"2026-0{1 + week // 4}-{5 + 7 * (week % 4):02d} 10:00", 30 + week, "severe") for week in range(7)]
    found = review(labels(*rows, ("ann", "2026-03-02 15:00", 240, "severe")))
    assert found.trend.weeks == 7
    assert found.people["trend_weeks"].tolist() == [7]
    assert review(labels(*rows)).trend.weeks == 6
    assert found.people["highest_hours"].tolist() == [4.0]


def test_codes_stand_for_names_in_everything_that_is_said(labels, review):
    named = [("ann.smith", *row[1:]) if row[0] == "ann" else row for row in WEEK]
    roster = check_roster(pd.DataFrame({"annotator_id": ["ann.smith", "dee"], "region": ["East", "East"]}))
    table = labels(*named)
    found = review(table, roster=roster, pseudonyms=True, project="Feed")
    told = json.dumps(found.to_dict()) + " ".join([*found.headlines, *found.chart_headlines.values(), *found.notes])
    assert "ann.smith" not in told
    assert '"bob"' not in told
    code = pseudonyms(["ann.smith"], "Feed")["ann.smith"]
    assert found.people["person"].iloc[0] == code
    assert code in found.headlines[0]
    assert found.people["region"].iloc[0] == "East"
    assert "ann.smith" in set(table["annotator_id"])


def test_a_code_stays_when_people_join_and_differs_between_projects():
    few, many = pseudonyms(["ann", "bob"], "Feed"), pseudonyms(["aaron", "ann", "bob", "zoe"], "Feed")
    assert few.items() <= many.items()
    assert pseudonyms(["ann"], "Other")["ann"] != few["ann"]


def test_two_people_never_share_a_code(monkeypatch):
    monkeypatch.setattr(_pseudonyms, "_DIGITS", 1)
    codes = pseudonyms([f"p{n}" for n in range(40)], "Feed")
    assert len(set(codes.values())) == 40
    assert len({len(code) for code in codes.values()}) == 1


def test_labels_and_roster_are_left_as_they_were_and_the_same_labels_give_the_same_review(labels, review):
    table = labels(*WEEK, region=["East", None, "West", None])
    roster = check_roster(pd.DataFrame({"annotator_id": ["ann", "bob"], "region": ["East", None]}))
    before = copy.deepcopy((table, roster))
    first = review(table, roster=roster, pseudonyms=True)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(roster, before[1])
    shuffled = table.sample(frac=1, random_state=1)
    assert review(shuffled, roster=roster, pseudonyms=True).to_dict() == first.to_dict()


def test_all_checks_of_complete_labels_are_ok(labels, review):
    found = review(labels(*WEEK))
    assert found.checks["ok"].all()
    assert found.checks["check"].is_unique


def test_labels_without_a_time_are_on_no_day_and_told(review):
    raw = pd.DataFrame(
        {
            "item_id": ["1", "2"], "annotator_id": "ann", "label": "x", "exposure": "severe",
            "labelled_at": ["2026-03-02T10:00Z", None], "duration_seconds": [600, 600],
        }
    )  # fmt: skip
    found = review(check_labels(raw))
    assert found.days["labels"].tolist() == [1]
    assert "1 label without a time: on no day, so in no figure." in found.notes
