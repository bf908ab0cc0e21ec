"""What a staffing plan cannot be made of is refused in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SmoError
from smo_metrics.flow import WorkCalendar
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy

TEAMS = {
    "Manila": WorkCalendar("Asia/Manila", {"mon-fri": ["09:00-18:00"]}),
    "Bogota": WorkCalendar("America/Bogota", {"mon-sat": ["08:00-17:00"]}),
}
SELDOM = WorkCalendar("UTC", {}, special={"2020-01-01": ["09:00-10:00"]})
WALL = SlaPolicy(target_hours=24, clock="wall", goal=0.9)
HALF_DAY = np.repeat(2.0, 168)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def hourly(weeks: int, rate: np.ndarray) -> pd.Series:
    index = pd.date_range("2026-02-02", periods=168 * weeks, freq="h", tz="UTC")
    return pd.Series(rng(4).poisson(np.tile(rate, weeks)), index=index)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"shifts": {}}, "shifts must map each shift"),
        ({"people": {"Manila": 1}}, "people must give a whole number for each of Manila, Bogota"),
        ({"probability": 1.0}, "probability must be a share of weeks"),
        ({"probability": "0.8"}, "probability must be a share of weeks"),
        ({"rng": None}, "rng must be a numpy.random.Generator"),
        ({"policy": "x"}, "policy must be an SlaPolicy; 'x' arrived"),
        ({"first_day": "2026-03-02"}, "first_day must be a date"),
        ({"spread": "zz"}, "spread must be 'open' or 'clock'"),
        ({"people": 5}, "people must map each of Manila, Bogota"),
        ({"variation": "1"}, "variation must be standard deviation over mean"),
        ({"arrivals": hourly(1, HALF_DAY).astype(str) + " tasks"}, "values, not counts"),
        ({"max_occupancy": 0}, "max_occupancy must be a share"),
        ({"shrinkage": 1.0}, "shrinkage must be a share"),
        ({"weeks": 0, "replications": 1.5}, "weeks must .* replications must be"),
        ({"handling_hours": None}, "handling_hours: give the hours of work a task"),
        ({"handling_hours": [1, -1]}, "handling_hours must be the mean hours"),
        ({"handling_hours": "long"}, "handling_hours must be the mean hours"),
        ({"variation": -1}, "variation must be standard deviation over mean"),
        ({"arrivals": [1, 2, 3]}, "168 numbers, .* 3 numbers in a list arrived"),
        ({"arrivals": "many"}, "168 numbers, .* arrived"),
        ({"arrivals": pd.DataFrame({"date": ["2026-03-02"], "completed": [4]}), "spread": "open"}, "no column 'arriv"),
        ({"arrivals": np.repeat(-1.0, 168)}, "168 counts are missing, below 0 or infinite"),
        ({"arrivals": hourly(2, HALF_DAY).drop(index=pd.Timestamp("2026-02-04T05:00Z"))}, "1 of the steps .* not one"),
        ({"arrivals": hourly(1, HALF_DAY)[:100]}, "no whole Monday, Friday, Saturday, Sunday"),
        ({"arrivals": hourly(1, HALF_DAY).tz_localize(None)}, "without a zone"),
        ({"arrivals": hourly(1, HALF_DAY)[:0]}, "0 rows"),
        ({"policy": SlaPolicy(4, "work"), "shifts": {"x": SELDOM}, "first_day": date(2026, 3, 2)}, "fewer than 4 h"),
        ({"shifts": {"x": SELDOM}, "first_day": date(2026, 3, 2)}, "nobody is at work in the 4 weeks from 2026-03-02"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(change, told) -> None:
    options = {"policy": WALL, "arrivals": HALF_DAY, "handling_hours": 1.0, "shifts": TEAMS, "rng": rng()} | change
    given = [options.pop(name) for name in ("policy", "arrivals", "handling_hours")]
    with pytest.raises(SmoError, match=told):
        staff_for(*given, **options)
