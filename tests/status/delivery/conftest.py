"""A small project for the delivery review: two regions, one of which is slow, eight weeks, a few open tasks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow import WorkCalendar
from smo_metrics.settings import Delivery, Project, Sla
from smo_metrics.status.delivery.delivery_review import DeliveryReview, delivery_review

AS_OF = pd.Timestamp("2026-05-04T06:00Z")
CALENDARS = {
    "Dublin": WorkCalendar("Europe/Dublin", {"mon-fri": ["08:00-17:00"]}),
    "Cebu": WorkCalendar("Asia/Manila", {"mon-fri": ["08:00-17:00"]}),
}
SCENARIOS = pd.DataFrame(
    {
        "scenario": ["A tenth more people", "Smaller scope"],
        "team_share": [1.1, None],
        "scope_change_tasks": [None, -170.0],
    }
)


def project(**given) -> Project:
    sla = Sla(sla_hours=8, sla_clock="wall", sla_goal=0.9, sla_minimum=0.8)
    delivery = Delivery(scope_tasks=600, due_date="2026-05-20")
    return Project(**{"timezone": "Europe/Dublin", "sla": sla, "delivery": delivery, **given})


def events(seed: int = 1) -> pd.DataFrame:
    """Ten tasks a workday from 9 March on; a quarter of Cebu's wait for the next morning, three are not finished."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in pd.bdate_range("2026-03-09", "2026-04-30", tz="UTC"):
        for task in range(10):
            region = "Dublin" if task % 2 else "Cebu"
            opens = day + pd.Timedelta(hours=8 if region == "Dublin" else 1)
            came = rng.uniform(0, 5)
            mornings, hours = divmod(came + min(rng.exponential(0.5 if region == "Dublin" else 4), 11), 8)
            enabled = opens + pd.Timedelta(hours=came)
            started = opens + pd.offsets.BDay(int(mornings)) + pd.Timedelta(hours=hours)
            ended = started + pd.Timedelta(minutes=30 + 30 * rng.random())
            name = f"{day:%m%d}-{task}"
            rows.append((name, "label", f"{region}{task % 3}", region, enabled, started, ended))
    for task, hours in enumerate((70, 6, 1)):
        rows.append((f"open-{task}", "label", None, "Cebu", AS_OF - pd.Timedelta(hours=hours), pd.NaT, pd.NaT))
    columns = ["task_id", "stage", "actor_id", "region", "enabled_at", "started_at", "ended_at"]
    return pd.DataFrame(rows, columns=columns)


def review(log: pd.DataFrame | None, settings: Project, seed: int = 1, **given) -> DeliveryReview:
    return delivery_review(log, settings, as_of=AS_OF, rng=np.random.default_rng(seed), **given)


@pytest.fixture(scope="package")
def whole() -> DeliveryReview:
    """Every part there is."""
    return review(events(), project(), calendars=CALENDARS, scenarios=SCENARIOS)
