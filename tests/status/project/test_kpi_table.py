"""The long table of key figures: one row a figure and region, and never a 0 for what is not known."""

from __future__ import annotations

import math
from datetime import datetime

from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.project.kpi_table import KPI_COLUMNS, kpis, worst

NOW = datetime(2026, 8, 3, 2)


def kpi(key: str = "alpha", region: str = "all", value: float = 0.8, rag: str = "green", **other: str) -> Kpi:
    pillar = other.get("pillar", "quality")
    return Kpi(key, pillar, key, value, 0.7, 0.9, f"{value}", rag, "target", "detail", "formula", "higher", 5, region)


def test_every_figure_has_a_row_for_the_project_and_for_each_region() -> None:
    table = kpis([kpi("sla", pillar="timeline"), kpi(), kpi(region="SG", value=0.6)], ["SG", "DE"], NOW)
    assert list(table.columns) == list(KPI_COLUMNS)
    assert table[["key", "region"]].values.tolist() == [
        ["alpha", "all"], ["alpha", "SG"], ["alpha", "DE"], ["sla", "all"], ["sla", "SG"], ["sla", "DE"],
    ]  # fmt: skip
    assert (table["as_of"] == NOW).all()


def test_what_is_not_computed_by_region_is_not_available_and_never_0() -> None:
    row = kpis([kpi()], ["SG"], NOW).iloc[1]
    assert math.isnan(row["value"])
    assert (row["shown"], row["mark"], row["rag"]) == ("not available", "not available", "none")
    assert row["detail"] == "only for the whole project"


def test_of_two_figures_with_one_name_the_first_counts() -> None:
    table = kpis([kpi(value=0.5), kpi(value=0.9)], [], NOW)
    assert table["value"].tolist() == [0.5]


def test_the_whole_is_as_bad_as_its_worst_part_and_what_is_not_judged_does_not_count() -> None:
    green, amber, red, none = (kpi(rag=rag) for rag in ("green", "amber", "red", "none"))
    assert worst([green, amber, red]) == "red"
    assert worst([green, amber, none]) == "amber"
    assert worst([none]) == "none"


def test_every_row_of_a_project_without_a_value_says_not_available(with_stories) -> None:
    table = with_stories.kpi_table
    unknown = table["value"].isna()
    assert unknown.any()
    assert (table["shown"][unknown] == "not available").all()
    assert (table["mark"][unknown] == "not available").all()
    assert (table["detail"].str.len() > 0).all()
    assert (table["formula"].str.len() > 0).all()
    assert not table.duplicated(["key", "region"]).any()


def test_the_table_holds_the_reviews_figures_bit_for_bit(with_stories) -> None:
    table = with_stories.kpi_table.set_index(["key", "region"])["value"]
    reviews = with_stories.reviews
    assert table["alpha", "all"] == reviews.quality.alpha.value
    assert table["gold", "all"] == reviews.quality.gold.accuracy.value
    assert table["sla_attainment", "Sao Paulo"] == reviews.delivery.regions["attained_share"].iloc[0]
    assert table["defects", "all"] == 1000 * (1 - reviews.quality.gold.accuracy.value)
