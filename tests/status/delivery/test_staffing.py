"""People needed by region: from its own work and hours, as a lower bound, and at odds with what came where it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.sla import SlaPolicy, staff_for
from smo_metrics.status.delivery.staffing import people_at_work, staffing_table
from tests.status.delivery.conftest import AS_OF, CALENDARS, events

POLICY = SlaPolicy(8, "wall", goal=0.9)


def table(log: pd.DataFrame, calendars, missed=()) -> pd.DataFrame:
    return staffing_table(
        check_events(log), POLICY, calendars, people_at_work(event_log(log, as_of=AS_OF)), missed=missed, as_of=AS_OF,
        rng=np.random.default_rng(1), progress=lambda step: None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def busy() -> pd.DataFrame:
    """Thirty tasks of an hour a day in Dublin, done by two people in the hours of four."""
    rows = []
    for day in pd.bdate_range("2026-03-30", "2026-05-01", tz="UTC"):
        for task in range(30):
            enabled = day + pd.Timedelta(hours=7.5, minutes=16 * task)
            ended = enabled + pd.Timedelta("1h")
            rows.append((f"{day:%m%d}-{task}", "label", f"p{task % 2}", "Dublin", enabled, ended))
    log = pd.DataFrame(rows, columns=["task_id", "stage", "actor_id", "region", "started_at", "ended_at"])
    return log.assign(enabled_at=log["started_at"])


def test_each_region_is_planned_for_its_own_work_in_its_own_hours(whole) -> None:
    mine = events()[lambda log: log["region"] == "Dublin"]
    draws = np.random.default_rng(1).spawn(2)[1].spawn(2)[1]
    plan = staff_for(POLICY, event_log(mine, as_of=AS_OF), shifts={"Dublin": CALENDARS["Dublin"]}, rng=draws,
                     people={"Dublin": 3})  # fmt: skip
    row = whole.staffing.set_index("region").loc["Dublin"]
    assert row["people_needed"] == plan.people["Dublin"]
    assert row["weeks_met_share"] == plan.outcomes["weeks_met"].iloc[0]
    assert row["people_now"] == 3


def test_people_missing_are_told_and_people_too_many_never(whole, busy) -> None:
    row = table(busy, CALENDARS).iloc[0]
    assert (row["region"], row["people_now"]) == ("Dublin", 2)
    assert row["people_to_add"] == row["people_needed"] - 2 > 0
    spare = whole.staffing[whole.staffing["people_needed"] < whole.staffing["people_now"]]
    assert len(spare)
    assert (spare["people_to_add"] == 0).all()


def test_a_region_that_misses_the_goal_with_enough_people_is_marked_as_at_odds(whole) -> None:
    notes = whole.staffing.set_index("region")["note"]
    assert notes["Cebu"].startswith("People as now would do for this work, and yet the goal is missed")
    assert notes["Dublin"] == ""


def test_one_calendar_for_all_gives_one_plan_for_everybody() -> None:
    assert table(events(), CALENDARS["Dublin"])["region"].tolist() == ["all"]


def test_a_region_whose_work_lies_outside_its_hours_has_a_reason_and_no_figure() -> None:
    found = table(events(), {**CALENDARS, "Cebu": CALENDARS["Dublin"]}).set_index("region")
    assert "Give shifts the hours that people keep" in found.loc["Cebu", "note"]
    assert np.isnan(found.loc["Cebu", "people_needed"])
    assert found.loc["Dublin", "people_needed"] > 0


def test_without_hours_or_regions_the_reason_says_what_to_fill() -> None:
    with pytest.raises(SettingsError, match="Give their hours on the Calendars sheet"):
        table(events(), None)
    with pytest.raises(SettingsError, match="the events name none"):
        table(events().drop(columns="region"), CALENDARS)


def test_people_at_work_are_those_of_a_usual_day_and_unknown_without_actors(busy) -> None:
    assert people_at_work(event_log(busy)) == {"all": 2, "Dublin": 2}
    assert people_at_work(event_log(busy.drop(columns="actor_id"))) is None
