"""The sample project tells a story: its findings name exactly what happened, and nothing where nothing did."""

from __future__ import annotations

import pytest

from templates.samples.sample_team import (
    DRIFTING_VERSION,
    LATE_REGION,
    POLICY_DRIFTS,
    REGION_LATE,
    STAGE_STARVED,
    STARVED_STAGE,
)

NAMED = {
    POLICY_DRIFTS: f"agreement:{DRIFTING_VERSION}",
    REGION_LATE: f"sla:{LATE_REGION}",
    STAGE_STARVED: f"fix:{STARVED_STAGE}",
}


def test_the_findings_are_the_three_stories_and_nothing_else(with_stories) -> None:
    assert set(with_stories.findings["key"]) == set(NAMED.values())
    assert len(with_stories.findings) == len(NAMED)


def test_a_project_without_stories_has_no_finding(without_stories) -> None:
    assert without_stories.findings["key"].tolist() == []
    assert without_stories.overall == "green"


@pytest.mark.parametrize("story", sorted(NAMED))
def test_one_story_alone_is_the_only_finding(make_status, story) -> None:
    assert make_status((story,)).findings["key"].tolist() == [NAMED[story]]


def test_each_finding_gives_evidence_with_figures_a_size_an_owner_and_an_action(with_stories) -> None:
    table = with_stories.findings
    assert (table["size"] > 0).all()
    assert table["evidence"].str.contains(r"\d").all()
    for column in ("what", "unit", "owner", "action"):
        assert (table[column].str.len() > 3).all()
    late = table.set_index("key").loc[NAMED[REGION_LATE]]
    assert (late["kind"], late["severity"], late["region"]) == ("risk", "high", LATE_REGION)
    drift = table.set_index("key").loc[NAMED[POLICY_DRIFTS]]
    assert "harassment and hate" in drift["what"]
    assert table["kind"].tolist() == ["risk", "risk", "opportunity"]


def test_the_headlines_name_the_worst_risk_and_the_best_fix(with_stories, without_stories) -> None:
    state, risk, chance = with_stories.headlines
    assert state.startswith("■ Off target: ")
    assert LATE_REGION in risk
    assert f"One more person at {STARVED_STAGE}" in chance
    assert without_stories.headlines[0].startswith("● On target: ")
    assert without_stories.headlines[1:] == ("No risk or trend stands out.", "No opportunity stands out.")
