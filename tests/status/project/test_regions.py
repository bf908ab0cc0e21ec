"""Regions side by side: their figures, the time there, and when they can reach each other."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd

from smo_metrics.flow import WorkCalendar
from smo_metrics.status.project.regions import region_table, regions_of
from tests.status.project.test_kpi_table import kpi

NOW = datetime(2026, 8, 3, 0, 30, tzinfo=UTC)
CALENDARS = {
    "SG": WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-17:00"]}),
    "": WorkCalendar("Europe/Warsaw", {"mon-fri": ["09:00-17:00"]}),
}


def test_the_time_of_each_region_is_shown_with_its_zone() -> None:
    table = region_table(["SG", "PL"], [], CALENDARS, None, NOW, promised=False)
    assert table["local_time"].tolist() == [
        "Mon 03 Aug 2026 08:30 (Asia/Singapore)", "Mon 03 Aug 2026 02:30 (Europe/Warsaw)"
    ]  # fmt: skip
    unknown = region_table(["SG", "Asia/Manila"], [], None, None, NOW, promised=False)
    assert unknown["local_time"].tolist() == ["not available", "Mon 03 Aug 2026 08:30 (Asia/Manila)"]


def test_a_region_is_marked_by_its_worst_figure_and_shows_values_or_nan() -> None:
    own = [kpi(region="SG", value=0.9), kpi("gold", "SG", 0.5, "red"), kpi("rework", "PL", 0.01)]
    table = region_table(["SG", "PL", "DE"], own, CALENDARS, None, NOW, promised=False).set_index("region")
    assert table["mark"].tolist() == ["■ Below minimum", "● On target", "not available"]
    assert (table.loc["SG", "alpha"], table.loc["SG", "gold_accuracy_share"]) == (0.9, 0.5)
    assert math.isnan(table.loc["DE", "alpha"])


def test_a_region_whose_attainment_is_missing_is_not_simply_green() -> None:
    own = [kpi(region="SG", value=0.9), kpi(region="PL", value=0.9), kpi("sla_attainment", "PL", 0.97)]
    table = region_table(["SG", "PL"], own, CALENDARS, None, NOW, promised=True)
    assert table["mark"].tolist() == ["● On target, SLA not available", "● On target"]


def test_shared_hours_name_every_other_region() -> None:
    overlap = pd.DataFrame({"region_a": ["BR", "BR", "PL"], "region_b": ["PL", "SG", "SG"], "week_hours": [15.0, 0, 5]})
    table = region_table(["BR", "PL", "SG", "DE"], [], CALENDARS, overlap, NOW, promised=False).set_index("region")
    assert table["shared_hours_with"].tolist() == [
        "PL 15 h a week, SG 0 h a week",
        "BR 15 h a week, SG 5 h a week",
        "BR 0 h a week, PL 5 h a week",
        "not available",
    ]
    assert table["shared_week_hours"].tolist()[:3] == [15.0, 15.0, 5.0]
    assert math.isnan(table.loc["DE", "shared_week_hours"])


def test_regions_are_those_of_any_table() -> None:
    frames = [pd.DataFrame({"region": ["SG", None, ""]}), None, pd.DataFrame({"x": [1]})]
    assert regions_of(frames, [kpi(region="PL"), kpi()]) == ("PL", "SG")
