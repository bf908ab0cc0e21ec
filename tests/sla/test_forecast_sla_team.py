"""A team that has changed for good: it is found, named, and the forecast is made with the people who are there now."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow import WorkCalendar, event_log
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.sla import SlaPolicy, forecast_sla
from smo_metrics.sla.capacity._team_change import TeamChange, team_change
from tests.flow.made_projects import two_stages

OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def a_team_then_another(first: int, then: int, weeks: int = 4) -> pd.DataFrame:
    """Join two stretches of the same project, the second with other people at label."""
    before = two_stages(seed=1, days=5 * weeks, a_day=40, label=24.0, labellers=first, reviewers=2)
    after = two_stages(seed=2, days=5 * weeks, a_day=40, label=24.0, labellers=then, reviewers=2)
    times = [name for name in after.columns if name.endswith("_at")]
    moved = after.assign(**{name: after[name] + pd.Timedelta(weeks=weeks) for name in times})
    return pd.concat([before, moved.assign(task_id=moved["task_id"].astype(int) + 10**6)], ignore_index=True)


def change_of(events: pd.DataFrame) -> TeamChange | None:
    log = event_log(events)
    midnights = period_edges(int(log.enabled.min()), log.as_of, "D", "UTC")
    return team_change(log, midnights[midnights <= log.as_of])


def test_people_who_left_are_found_with_stage_numbers_and_week() -> None:
    found = change_of(a_team_then_another(5, 3))
    assert found is not None
    assert (found.stage, found.before, found.after) == ("label", 5.0, 3.0)
    assert abs(pd.Timestamp(found.since, unit="ms") - pd.Timestamp("2026-03-30")) <= pd.Timedelta(days=7)


@pytest.mark.parametrize("people", [1, 3])
def test_a_steady_team_has_not_changed(people: int) -> None:
    assert change_of(a_team_then_another(people, people)) is None


def test_the_forecast_is_made_with_the_people_who_are_there_now_and_says_so() -> None:
    result = forecast_sla(
        a_team_then_another(5, 3), SlaPolicy(8), calendars=OFFICE, replications=20, rng=np.random.default_rng(0)
    )
    told = " ".join(result.warnings)
    assert "The team has changed: 5.0 people a week worked at label before" in told
    assert "3.0 since." in told
    assert "People taken to be there at a time: 3 at label" in told
