"""Annotator quality on thin, odd and hostile tables: what is left out, what is refused, and with which words."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from smo_metrics.errors import SmoError, TableError
from smo_metrics.quality.annotator_quality import annotator_quality
from tests.quality.test_annotator_quality import team


@pytest.mark.parametrize(("items", "status"), [(29, "too_few_items"), (30, "ok")])
def test_thirty_items_are_enough(items, status) -> None:
    table = pd.DataFrame({"item_id": range(items), "annotator_id": "a", "label": "x", "gold_label": "x"})
    row = annotator_quality(table, duration=None).to_frame().iloc[0]
    assert (row["status"], row["items_needed"]) == (status, 30 - items)


def test_gold_on_one_row_of_an_item_holds_for_all_its_labels() -> None:
    table = team(5)
    once = table.assign(gold_label=table["gold_label"].where(~table["item_id"].duplicated(), ""))
    pd.testing.assert_frame_equal(annotator_quality(table).to_frame(), annotator_quality(once).to_frame())


def test_seconds_may_stand_in_a_column_of_objects() -> None:
    table = team(2)
    objects = table.assign(duration_seconds=table["duration_seconds"].astype(object))
    pd.testing.assert_frame_equal(annotator_quality(table).to_frame(), annotator_quality(objects).to_frame())


@pytest.mark.parametrize("confidence", [0, 1, 95, "0.95", None])
def test_a_confidence_that_is_no_share_is_refused(confidence) -> None:
    with pytest.raises(SmoError, match="confidence"):
        annotator_quality(team(1), confidence=confidence)


def test_a_thousand_annotators_and_categories_are_refused_at_once() -> None:
    ids = list(range(1000)) * 2
    table = pd.DataFrame({"item_id": range(2000), "annotator_id": ids, "label": ids})
    with pytest.raises(SmoError, match="too many for one confusion table"):
        annotator_quality(table, gold=None, duration=None)


def test_one_annotator_without_gold_has_no_reference() -> None:
    row = annotator_quality(team(1, annotators=1, each=1), gold=None).to_frame().iloc[0]
    assert (row["status"], row["items"], row["items_needed"]) == ("no_reference", 0, 30)
    assert math.isnan(row["accuracy"])
    assert row["too_often"] is None
    assert math.isnan(row["speed_ratio"])


def test_one_category_has_accuracy_and_nothing_else() -> None:
    table = pd.DataFrame({"item_id": range(40), "annotator_id": "a", "label": "x", "gold_label": "x"})
    row = annotator_quality(table, duration=None).to_frame().iloc[0]
    assert row["accuracy"] == 1
    assert math.isnan(row["informedness"])
    assert row["too_often"] is None
    assert not row["biased"]


def test_durations_that_cannot_be_are_left_out_and_counted() -> None:
    table = team(2)
    table.loc[:3, "duration_seconds"] = [0, -5, math.inf, math.nan]
    result = annotator_quality(table)
    assert result.warnings == ("3 durations are zero, negative or infinite and are left out of pace.",)
    alone = annotator_quality(team(2).assign(duration_seconds=math.nan)).to_frame()
    assert alone[["median_seconds", "speed_ratio", "speed_low", "fast_and_wrong"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="gold_label"), "no column gold_label.*give gold=None"),
        (lambda t: t.drop(columns="duration_seconds"), "give duration=None"),
        (lambda t: t.assign(duration_seconds="12 s"), "must hold numbers of seconds; '12 s' arrived"),
        (lambda t: t.assign(label=None), "no row has a label"),
        (lambda t: t.assign(label=[["x"]] * len(t)), "label holds lists"),
        (lambda t: pd.concat([t, t[["label"]]], axis=1), "more than one column"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "labelled the same item more than once"),
        (lambda t: pd.concat([t, t.iloc[:1].assign(annotator_id="h", gold_label="v?")]), "two different gold labels"),
        (lambda t: t.assign(label=[1, *t["label"][1:]]), "text and numbers are mixed"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(change, message) -> None:
    with pytest.raises(TableError, match=message):
        annotator_quality(change(team(1)))


def test_text_labels_none_in_gold_and_json_get_through() -> None:
    result = annotator_quality(team(9, gold_every=3))
    loaded = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert {row["basis"] for row in loaded["rows"]} == {"gold"}


def test_the_table_that_came_is_not_changed() -> None:
    table = team(4)
    before = table.copy()
    annotator_quality(table)
    pd.testing.assert_frame_equal(table, before)
