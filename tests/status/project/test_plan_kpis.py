"""SPI and CPI: against figures worked out by hand, and the reason where they cannot be."""

from __future__ import annotations

import math
from datetime import date

import pytest

from smo_metrics.settings import load_project
from smo_metrics.status.project.plan_kpis import plan_kpis


def found(completed: float | None = 400, planned: float = 0.5, hours: float = 90.0, **settings: object):
    given = {"scope_tasks": 1000, "budget": 5000, "hourly_cost": 20, "currency": "EUR", **settings}
    project = load_project({name: value for name, value in given.items() if value is not None})[0]
    return plan_kpis(project, completed=completed, planned=planned, hours=hours, as_of=date(2026, 3, 2))


def test_earned_against_planned_and_against_spent() -> None:
    spi, cpi = found()
    assert spi.value == pytest.approx(0.4 / 0.5)
    assert cpi.value == pytest.approx(0.4 * 5000 / (90 * 20))
    assert (spi.rag, cpi.rag) == ("red", "green")
    assert spi.detail == "40.0 % of the scope is done, 50.0 % was planned by the morning of 02 Mar 2026"
    assert cpi.detail == "2,000 EUR earned for 1,800 EUR spent"


@pytest.mark.parametrize(
    ("settings", "spi_needs", "cpi_needs"),
    [
        ({"scope_tasks": None}, "scope_tasks", "scope_tasks"),
        ({"completed": None}, "finished tasks", "finished tasks"),
        ({"planned": math.nan}, "milestones", None),
        ({"budget": None}, None, "budget"),
        ({"hourly_cost": None}, None, "hourly_cost"),
        ({"hours": math.nan}, None, "ended_at"),
        ({"planned": 0.0}, "nothing was planned", None),
        ({"hours": 0.0}, None, "or spent yet"),
    ],
)
def test_what_is_missing_is_named_and_the_figure_is_not_available(settings, spi_needs, cpi_needs) -> None:
    for kpi, needs in zip(found(**settings), (spi_needs, cpi_needs), strict=True):
        assert math.isnan(kpi.value) == (needs is not None)
        if needs:
            assert needs in kpi.detail
            assert (kpi.shown, kpi.rag) == ("not available", "none")


def test_hours_from_before_the_start_are_not_set_against_tasks_from_after_it() -> None:
    given = {"scope_tasks": 1000, "budget": 5000, "hourly_cost": 20, "start_date": "2026-02-02"}
    project = load_project(given)[0]
    figures = {"completed": 400, "planned": 0.5, "hours": 90.0, "as_of": date(2026, 3, 2)}
    spi, cpi = plan_kpis(project, **figures, first_work=date(2026, 2, 1))
    assert (spi.shown, cpi.shown, cpi.rag) == ("0.80", "not available", "none")
    assert "work began on 2026-02-01" in cpi.detail
    assert plan_kpis(project, **figures, first_work=date(2026, 2, 2))[1].shown == "1.11"


def test_a_plan_that_is_just_kept_is_green_whatever_the_rounding() -> None:
    planned = 0.1 + 0.2
    assert 0.3 / planned < 1
    assert found(completed=300, planned=planned)[0].rag == "green"
