"""The forms in which labels, categories and missing marks may come, and what is refused with a sentence."""

from __future__ import annotations

import json
import time

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import (
    Ratings,
    annotator_agreement,
    brennan_prediger,
    category_agreement,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    light_kappa,
    pairwise_agreement,
    percent_agreement,
)
from smo_metrics.errors import SmoError, TableError

ROWS = [["a", "a"], ["a", "b"], ["b", "b"], ["n/a", "a"]]
NAMES = ["item_id", "annotator_id", "label"]
LONG = pd.DataFrame([(i, w, v) for i, row in enumerate(ROWS) for w, v in zip("pq", row, strict=True)], columns=NAMES)


@pytest.mark.parametrize("coefficient", [gwet_ac, brennan_prediger])
def test_a_category_that_means_missing_is_no_category(coefficient) -> None:
    expected = coefficient(Ratings.from_wide([*ROWS[:3], [None, "a"]], categories=["a", "b"])).value
    declared = Ratings.from_wide(ROWS, categories=["a", "b", "n/a"], missing=["n/a"])
    ordered = LONG.assign(label=pd.Categorical(LONG["label"], ["a", "b", "n/a"], ordered=True))
    for ratings in (declared, Ratings.from_long(ordered, missing="n/a")):
        assert ratings.categories == ("a", "b")
        assert coefficient(ratings).value == expected


@pytest.mark.parametrize("form", [list, tuple, np.array, pd.Series, pd.Index])
def test_categories_and_missing_marks_may_come_as_any_collection(form) -> None:
    ratings = Ratings.from_wide(ROWS, categories=form(["b", "a"]), missing=form(["n/a"]))
    assert (ratings.categories, ratings.dropped) == (("b", "a"), 1)
    assert json.loads(json.dumps(gwet_ac(ratings).to_dict()))["categories"] == ["b", "a"]
    assert Ratings.from_counts([[1, 1]], categories=form(["b", "a"])).categories == ("b", "a")
    assert Ratings.from_codes([0, 0], [0, 1], [0, 1], categories=form(["b", "a"])).categories == ("b", "a")


@pytest.mark.parametrize("missing", [-1, np.int64(-1), np.array(-1), np.array([-1]), [-1, pd.NA], [None, -1]])
def test_a_lone_missing_mark_is_a_collection_of_one(missing) -> None:
    ratings = Ratings.from_wide([[1, 2], [2, 2], [-1, 1]], missing=missing)
    assert (ratings.categories, ratings.dropped) == ((1, 2), 1)


def test_a_missing_mark_that_is_itself_no_value_changes_nothing() -> None:
    assert Ratings.from_wide([["a", pd.NA], ["b", "a"]], missing=[pd.NA]).dropped == 1


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Ratings.from_wide(ROWS, categories=[["a", "b"]]), "names or numbers"),
        (lambda: Ratings.from_wide(ROWS, categories=np.array([["a"], ["b"]])), "names or numbers"),
        (lambda: Ratings.from_wide(ROWS, categories=["a", "b", "a"]), "repeat one"),
        (lambda: Ratings.from_counts([[1, 1]], categories=["a", "a"]), "repeat one"),
        (lambda: Ratings.from_counts(pd.DataFrame([[1, 1]], columns=["a", "a"])), "repeat one"),
        (lambda: Ratings.from_contingency([[1, 1], [0, 1]], categories=["a", "a"]), "repeat one"),
        (lambda: Ratings.from_codes([0, 0], [0, 1], [0, 1], categories=["a", "a"]), "repeat one"),
        (lambda: Ratings.from_wide(pd.DataFrame(ROWS, columns=["p", "p"])), "two columns have one name"),
        (lambda: Ratings.from_long(pd.concat([LONG, LONG[["label"]]], axis=1)), "label: more than one column"),
        (lambda: Ratings.from_long({"item_id": [1]}), "a pandas DataFrame is needed; a dict arrived"),
        (lambda: Ratings.from_codes([0, 10**12], [0, 1], [0, 1]), "codes must be dense"),
        (lambda: Ratings.from_codes([0, 1], [0, 10**12], [0, 1]), "codes must be dense"),
        (lambda: Ratings.from_codes([0, 1], [0, 1], [0, 10**12]), "codes must be dense"),
        (lambda: gwet_ac(LONG), "Build Ratings first"),
        (lambda: category_agreement(LONG), "Build Ratings first"),
        (lambda: annotator_agreement(LONG), "Build Ratings first"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(build, message) -> None:
    with pytest.raises(SmoError, match=message):
        build()


def test_a_repeated_column_is_a_problem_of_the_table() -> None:
    with pytest.raises(TableError, match="item_id: more than one column"):
        Ratings.from_long(pd.concat([LONG, LONG[["item_id"]]], axis=1))


@pytest.mark.parametrize(
    "function",
    [
        percent_agreement, gwet_ac, fleiss_kappa, brennan_prediger, conger_kappa, light_kappa, category_agreement,
        annotator_agreement, pairwise_agreement,
    ],
)  # fmt: skip
def test_names_without_number_are_refused_at_once(function) -> None:
    ratings = Ratings.from_wide([[f"t{2 * i}", f"t{2 * i + 1}"] for i in range(30_000)])
    start = time.perf_counter()
    with pytest.raises(SmoError, match="60,000 distinct categories are too many to compare as names"):
        function(ratings)
    assert time.perf_counter() - start < 0.5


def test_conger_of_annotators_without_a_label_is_that_of_the_others() -> None:
    block = [["a", "a", "b"], ["b", "b", "b"], ["a", "b", "a"]] * 9
    item, annotator = np.divmod(np.arange(81), 3)
    label = (np.array(block).ravel() == "b").astype(int)
    expected = conger_kappa(Ratings.from_wide(block))
    found = conger_kappa(Ratings.from_codes(item, 2 * annotator, label))
    assert (found.value, found.standard_error) == pytest.approx((expected.value, expected.standard_error))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_an_empty_table_of_two_annotators_determines_no_conger() -> None:
    assert conger_kappa(Ratings.from_contingency([[0, 0], [0, 0]])).status == "no_pairable_units"


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_days_as_labels_are_text_in_json(unit) -> None:
    days = np.array([["2026-01-01", "2026-01-02"], ["2026-01-02", "2026-01-02"]], dtype=f"datetime64[{unit}]")
    for rows in (days, [list(row) for row in days], pd.DataFrame(days)):
        told = json.loads(json.dumps(gwet_ac(Ratings.from_wide(rows)).to_dict()))
        assert [day[:10] for day in told["categories"]] == ["2026-01-01", "2026-01-02"]


def test_days_in_a_table_are_text_in_json() -> None:
    rows = LONG.assign(label=pd.to_datetime(["2026-01-01", "2026-01-02"] * 4))
    for result in (gwet_ac(Ratings.from_long(rows)), category_agreement(Ratings.from_long(rows))):
        assert "2026-01-02" in json.dumps(result.to_dict())
    codes = Ratings.from_codes([0, 0], [0, 1], [0, 1], categories=np.array(["2026-01-01", "NaT"], "datetime64[D]"))
    assert "2026-01-01" in json.dumps(gwet_ac(codes).to_dict())
