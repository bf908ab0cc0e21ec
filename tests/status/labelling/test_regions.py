"""Regions: each has the library's figures of its own labels, and says so where it has none."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, krippendorff_alpha
from smo_metrics.quality import gold_accuracy
from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from tests.status.labelling.made_labels import made_labels

REGIONS = {"ana": "Dublin", "ben": "Dublin", "cho": "Dublin", "dee": "Lima", "eli": "Lima", "fay": "Riga"}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    made = made_labels(300, per_item=4)
    made["region"] = made["annotator_id"].map(REGIONS)
    made["gold_label"] = made["label"].where(~made["item_id"].duplicated() & (made.index % 12 == 0))
    return made


def kpis(table: pd.DataFrame, key: str) -> dict:
    return {kpi.region: kpi for kpi in quality_review(table, Project()).kpis if kpi.key == key}


def test_the_projects_figures_stand_before_those_of_the_regions(table) -> None:
    found = quality_review(table, Project()).kpis
    assert [(kpi.key, kpi.region) for kpi in found] == [
        ("alpha", "all"), ("gold", "all"), ("category", "all"), ("annotators", "all"),
        ("alpha", "Dublin"), ("alpha", "Lima"), ("alpha", "Riga"),
        ("gold", "Dublin"), ("gold", "Lima"), ("gold", "Riga"),
    ]  # fmt: skip


def test_alpha_of_a_region_is_that_of_its_own_labels(table) -> None:
    for region in ("Dublin", "Lima"):
        alpha = krippendorff_alpha(Ratings.from_long(table[table["region"] == region]))
        kpi = kpis(table, "alpha")[region]
        assert (kpi.value, kpi.low, kpi.high, kpi.n) == (alpha.value, alpha.low, alpha.high, alpha.items)


def test_a_region_of_one_annotator_has_no_alpha_and_says_why(table) -> None:
    riga = kpis(table, "alpha")["Riga"]
    assert math.isnan(riga.value)
    assert (riga.shown, riga.mark, riga.detail) == ("not available", "not available", "only one annotator gave labels")


def test_a_gold_label_on_one_row_counts_for_the_items_labels_in_every_region(table) -> None:
    gold = table["item_id"].map(table.dropna(subset="gold_label").set_index("item_id")["gold_label"])
    for region, kpi in kpis(table, "gold").items():
        own = table.assign(gold_label=gold)
        right = gold_accuracy(own if region == "all" else own[own["region"] == region])
        assert kpi.value == pytest.approx(right.accuracy.value)
        assert (kpi.low, kpi.high, kpi.n) == pytest.approx((right.accuracy.low, right.accuracy.high, right.labels))


def test_a_region_without_gold_items_is_not_available_not_zero(table) -> None:
    without = table.assign(gold_label=table["gold_label"].where(table["item_id"].isin(["i0", "i12"])))
    away = without[~((without["region"] == "Riga") & without["item_id"].isin(["i0", "i12"]))]
    riga = kpis(away, "gold")["Riga"]
    assert math.isnan(riga.value)
    assert (riga.shown, riga.detail) == ("not available", "no gold labels")


def test_gold_items_that_only_people_without_a_region_labelled_are_no_regions(table) -> None:
    golden = table["item_id"].isin(table.dropna(subset="gold_label")["item_id"])
    partly = table.assign(region=table["region"].mask(golden))
    assert all(math.isnan(kpi.value) for region, kpi in kpis(partly, "gold").items() if region != "all")


def test_without_regions_there_are_only_the_projects_figures(table) -> None:
    for nowhere in (table.drop(columns="region"), table.assign(region=None)):
        assert {kpi.region for kpi in quality_review(nowhere, Project()).kpis} == {"all"}


def test_without_gold_labels_no_region_has_a_gold_accuracy(table) -> None:
    found = kpis(table.drop(columns="gold_label"), "gold")
    assert set(found) == {"all", "Dublin", "Lima", "Riga"}
    assert all(math.isnan(kpi.value) for kpi in found.values())
