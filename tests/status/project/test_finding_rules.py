"""Each rule of the findings: what it names, what it passes over, and where its limit lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.project.delivery_findings import age_findings, attainment_findings, due_findings
from smo_metrics.status.project.finding import TESTED_RULES, Finding, findings_table, jointly
from smo_metrics.status.project.flow_findings import chart_findings, fix_findings
from smo_metrics.status.project.people_findings import exposure_findings, single_person_findings
from smo_metrics.status.wellness._person_words import OVER


def figure(key: str, value: float, rag: str = "none", region: str = "all") -> Kpi:
    return Kpi(key, "timeline", key, value, value, value, f"{value:g}", rag, "target", "detail", "", "lower", 9, region)


def keys(found) -> list[str]:
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("chance", "expected"), [(0.8, []), (0.79, ["medium"]), (0.5, ["medium"]), (0.49, ["high"]), (float("nan"), [])]
)
def test_the_due_date_is_a_risk_below_80_percent_and_a_high_one_below_half(chance, expected) -> None:
    found = list(due_findings([figure("due_probability", chance), figure("finish_p80", 6.0)], None))
    assert [one.severity for one in found] == expected
    assert [(one.size, one.unit) for one in found] == [(6.0, "days late")] * len(expected)


def test_only_late_milestones_are_named() -> None:
    rows = [("a", date(2026, 3, 2), 4.0, "■ Late", "why."), ("b", date(2026, 3, 9), 1.0, "▲ Doubtful", "why.")]
    table = pd.DataFrame(rows, columns=["milestone", "baseline_date", "days_late", "mark", "explanation"])
    (found,) = due_findings([], table)
    assert (found.key, found.size) == ("milestone:a", 4.0)
    assert found.evidence == "Agreed for 02 Mar 2026. why."


def test_regions_with_old_work_are_named_instead_of_the_project() -> None:
    whole, one = figure("age_p90", 50, "red"), figure("age_p90", 70, "red", "SG")
    other = figure("age_p90", 20, "amber", "DE")
    assert keys(age_findings([whole, one, other])) == ["backlog-age:SG"]
    assert keys(age_findings([whole, other])) == ["backlog-age:all"]
    assert keys(age_findings([other])) == []


def test_a_late_region_is_named_with_its_figures_and_where_its_work_waits(with_stories, calendars) -> None:
    review, causes = with_stories.reviews.delivery, with_stories.reviews.bottlenecks.causes
    (found,) = attainment_findings(review, calendars, causes)
    late = review.regions.set_index("region").loc["Sao Paulo"]
    assert found.size == 100 * (0.9 - late["attained_share"])
    assert "Most of the wait there is at label" in found.evidence
    assert found.action.startswith("Look at why work waits at label")


def test_a_region_whose_interval_reaches_the_goal_once_widened_is_not_named(with_stories, calendars) -> None:
    review = with_stories.reviews.delivery
    late = review.regions.set_index("region").loc["Sao Paulo"]
    goal = late["high_share"] + 0.001
    settings = review.project.sla.model_copy(update={"sla_goal": goal, "sla_minimum": 0.5})
    near = replace(review, project=review.project.model_copy(update={"sla": settings}))
    assert late["high_share"] < goal
    assert keys(attainment_findings(near, calendars, None)) == []


def test_without_a_region_below_the_goal_the_project_itself_can_be(with_stories) -> None:
    review = with_stories.reviews.delivery
    settings = review.project.sla.model_copy(update={"sla_goal": 0.99, "sla_clock": "wall", "sla_hours": 24})
    project, events = review.project.model_copy(update={"sla": settings}), review.events.drop(columns="region")
    late = replace(review, project=project, events=events, regions=review.regions.iloc[:0])
    (found,) = attainment_findings(late, None, None)
    assert (found.key, found.what) == ("sla:all", "The project misses the agreed hours.")


def test_a_weekly_share_that_falls_is_a_trend_and_one_that_swings_is_not(without_stories) -> None:
    review = without_stories.reviews.delivery
    falling = review.weeks.assign(attained_share=[0.99 - 0.01 * week for week in range(len(review.weeks))])
    (found,) = attainment_findings(replace(review, weeks=falling), None, None)
    assert (found.key, found.kind, round(found.size, 6)) == ("sla-falling", "trend", 1.0)
    swinging = review.weeks.assign(attained_share=[0.99 - 0.04 * (week % 2) for week in range(len(review.weeks))])
    assert keys(attainment_findings(replace(review, weeks=swinging), None, None)) == []


@pytest.mark.parametrize(("share", "verdict", "expected"), [(0.1, "best", 1), (0.099, "best", 0), (0.3, "helps", 0)])
def test_the_best_fix_is_named_where_it_takes_off_a_tenth(with_stories, share, verdict, expected) -> None:
    review = with_stories.reviews.bottlenecks
    fixes = review.fixes.assign(verdict="no effect", gain_share=share)
    fixes.loc[0, "verdict"] = verdict
    assert len(list(fix_findings(replace(review, fixes=fixes)))) == expected


def test_fixes_that_cannot_be_told_from_the_best_stand_in_its_evidence(with_stories) -> None:
    review = with_stories.reviews.bottlenecks
    fixes = review.fixes.assign(verdict=["best", "tied with the best"] + ["helps"] * (len(review.fixes) - 2))
    (found,) = fix_findings(replace(review, fixes=fixes))
    assert f"Not clearly less: {fixes['fix'].iloc[1]}." in found.evidence
    assert list(fix_findings(replace(review, fixes=None))) == []


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (["above the upper limit"] * 2, ["chart:lead"]),
        (["above the upper limit", "below the lower limit"], []),
        (["above the upper limit"], []),
    ],
)
def test_two_of_the_last_five_periods_beyond_one_limit_are_a_trend(without_stories, signals, expected) -> None:
    review = without_stories.reviews.bottlenecks
    quiet = pd.concat([review.control] * 2, ignore_index=True).assign(lead_signal="", finished_signal="")
    recent, old = quiet.copy(), quiet.copy()
    recent.loc[recent.index[-len(signals) :], "lead_signal"] = signals
    old.loc[old.index[: len(signals)], "lead_signal"] = signals
    assert keys(chart_findings(replace(review, control=recent))) == expected
    assert len(quiet) > 5 + 2
    assert keys(chart_findings(replace(review, control=old))) == []


def test_a_stage_with_one_person_is_named_once_and_a_region_where_the_project_has_more(without_stories) -> None:
    review = without_stories.reviews.bottlenecks
    stages = review.stages.assign(main_person="ann")
    alone = stages.assign(one_person=stages["stage"] == "approve")
    assert keys(single_person_findings(replace(review, stages=alone))) == ["one-person:approve"]
    regional = stages.assign(one_person=(stages["stage"] == "label") & (stages["region"] == "Warsaw"))
    (found,) = single_person_findings(replace(review, stages=regional))
    assert (found.key, found.region) == ("one-person:label in Warsaw", "Warsaw")


def test_who_was_over_the_cap_is_named_and_nobody_else(without_stories) -> None:
    review = without_stories.reviews.exposure
    people = review.people.assign(highest_hours=6.5, cap_hours=5.0, why="6.5 h on 30 Jul (cap 5 h)")
    people.loc[0, "status"] = OVER
    (found,) = exposure_findings(replace(review, people=people))
    assert (found.key, found.size, found.severity) == (f"exposure:{people['person'].iloc[0]}", 1.5, "high")


def test_findings_stand_by_severity_then_risks_before_trends_before_opportunities() -> None:
    def one(key: str, kind: str, severity: str) -> Finding:
        return Finding(key, kind, severity, "plan", "w", "e", 1.0, "u", "o", "a")

    given = [("a", "opportunity", "high"), ("b", "risk", "low"), ("c", "trend", "high"), ("d", "risk", "high")]
    assert findings_table(one(*fields) for fields in given)["key"].tolist() == ["d", "c", "a", "b"]
    assert findings_table([]).empty


def test_all_comparisons_of_all_rules_together_err_as_seldom_as_one() -> None:
    assert TESTED_RULES * 10 * (1 - jointly(0.95, 10)) == pytest.approx(0.05)
    assert jointly(0.9, 0) == jointly(0.9, 1)
