"""Scenarios: the same futures under other teams, hours, scopes and dates; a table read whole or refused whole."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SmoError, TableError
from smo_metrics.sla import Joiner, daily_history, when_done
from smo_metrics.status.delivery.past_days import PastDays
from smo_metrics.status.delivery.read_scenarios import read_scenarios
from smo_metrics.status.delivery.scenarios import Scenario, scenario_table

DUE = date(2026, 5, 6)


@pytest.fixture(scope="module")
def days() -> PastDays:
    rng = np.random.default_rng(3)
    history = daily_history(rng.poisson(20, 56), first_day=date(2026, 2, 2))
    return PastDays(history, None, np.cumsum(history.completed), 700.0, True, "", ())


def compared(days: PastDays, *scenarios: Scenario, people: int | None = 10) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    now = when_done(days.history, days.remaining, due=DUE, rng=np.random.default_rng(5))
    return scenario_table(days, now, DUE, scenarios, people, rng)


def test_more_people_more_hours_or_less_scope_are_never_later_and_a_larger_scope_is_never_earlier(days) -> None:
    table = compared(
        days,
        Scenario("people", team_share=1.2),
        Scenario("hours", overtime_share=0.2),
        Scenario("less", scope_change_tasks=-200),
        Scenario("more", scope_change_tasks=200),
    ).set_index("scenario")
    assert list(table.index) == ["as now", "people", "hours", "less", "more"]
    assert (table.loc[["people", "hours", "less"], "days_saved"] > 0).all()
    assert table.loc["more", "days_saved"] < 0
    assert table.loc["people", "p80_days"] == table.loc["hours", "p80_days"]
    assert table.loc["less", "remaining_tasks"] == 500
    assert table.loc["less", "due_probability"] > table.loc["as now", "due_probability"]


def test_a_scenario_without_changes_is_as_now_to_the_last_digit(days) -> None:
    table = compared(days, Scenario("nothing"))
    names = ["remaining_tasks", "due_probability", "p50_days", "p80_days", "p95_days"]
    assert table[names].iloc[0].tolist() == table[names].iloc[1].tolist()
    assert table["days_saved"].tolist() == [0, 0]


def test_people_who_join_add_their_part_of_the_team_after_their_ramp(days) -> None:
    assert Scenario("two", joiners=2, joiners_from=DUE, ramp_days=20).team(date(2026, 4, 1), 10) == (
        Joiner(date(2026, 4, 1), 0.0),
        Joiner(DUE, 0.2, 20),
    )
    slow, fast = Scenario("slow", joiners=5, ramp_days=60), Scenario("fast", joiners=5)
    table = compared(days, slow, fast).set_index("scenario")
    assert table.loc["fast", "p80_days"] < table.loc["slow", "p80_days"] <= table.loc["as now", "p80_days"]


def test_joiners_of_a_team_of_unknown_size_are_refused_in_their_row_alone(days) -> None:
    table = compared(days, Scenario("two", joiners=2), Scenario("people", team_share=1.2), people=None)
    assert table["note"].iloc[1].startswith("joiners: without actor_id and roster nobody knows")
    assert math.isnan(table["p80_days"].iloc[1])
    assert table["p80_days"].iloc[2] > 0


def test_more_scope_taken_away_than_remains_is_said(days) -> None:
    assert compared(days, Scenario("none", scope_change_tasks=-701))["note"].iloc[1] == (
        "scope_change_tasks: only 700 tasks remain."
    )


def test_another_due_date_changes_the_chance_and_not_the_finish(days) -> None:
    table = compared(days, Scenario("later", due_date=date(2026, 5, 20)))
    assert table["p80_date"].iloc[0] == table["p80_date"].iloc[1]
    assert table["due_probability"].iloc[0] < table["due_probability"].iloc[1]


def test_the_whisker_of_the_chart_runs_from_half_to_ninety_five_percent(days) -> None:
    row = compared(days).iloc[0]
    assert row["p80_days"] - row["error_low_days"] == row["p50_days"]
    assert row["p80_days"] + row["error_high_days"] == row["p95_days"]


def test_a_table_from_a_workbook_is_read_with_its_empty_cells() -> None:
    frame = pd.DataFrame(
        {
            "scenario": ["Help", None, " Both "],
            "team_share": [1.2, None, None],
            "joiners": [None, None, 2.0],
            "joiners_from": [pd.NaT, pd.NaT, pd.Timestamp("2026-05-11")],
            "ramp_days": [None, None, 28.0],
            "due_date": [None, None, "2026-06-01"],
        }
    )
    help_, both = read_scenarios(frame)
    assert help_ == Scenario("Help", team_share=1.2)
    assert both == Scenario("Both", joiners=2, joiners_from=date(2026, 5, 11), ramp_days=28, due_date=date(2026, 6, 1))
    assert both.words == "+2 people from 2026-05-11, 28 days to full speed; due 2026-06-01"


def test_everything_that_is_wrong_with_a_table_is_said_at_once() -> None:
    frame = pd.DataFrame(
        {
            "scenario": ["A", "a", None, "As now", "B"],
            "team_share": [-1, 1, 1, 1, "lots"],
            "ramp_days": [1.5, None, None, None, None],
            "due_date": ["soon", None, None, None, None],
        }
    )
    with pytest.raises(TableError) as caught:
        read_scenarios(frame)
    assert [problem.split(":")[0].removesuffix(" cannot name a scenario") for problem in caught.value.problems] == [
        "A", "A", "A", "'a'", "''", "'As now'", "B",
    ]  # fmt: skip
    assert "team_share is 'lots'" in str(caught.value)


def test_an_unknown_column_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SmoError, match=r"the columns are scenario, team_share, .*; scenario, team arrived"):
        read_scenarios(pd.DataFrame({"scenario": ["A"], "team": [1.1]}))
