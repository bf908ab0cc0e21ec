"""Macro, micro and weighted averages: literal counts, the delta method written out, coverage, and what has no value."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.errors import TableError
from smo_metrics.quality import gold_accuracy

METRICS = ("precision", "recall", "f1")


def labels(gold: str, label: str, annotators: int = 1) -> pd.DataFrame:
    """Labels of items in turn: `annotators` letters of `label` for each letter of `gold`."""
    items = np.repeat(np.arange(len(gold)), annotators)
    who = np.tile(np.arange(annotators), len(gold))
    answers = {"label": list(label), "gold_label": list(np.repeat(list(gold), annotators))}
    return pd.DataFrame({"item_id": items, "annotator_id": who, **answers})


def averages_literally(gold: list[str], label: list[str]) -> dict[tuple[str, str], float]:
    pairs = list(zip(gold, label, strict=True))
    found: dict[str, list[float]] = {metric: [] for metric in METRICS}
    weights: dict[str, list[int]] = {metric: [] for metric in METRICS}
    for category in sorted(set(gold)):
        hits = sum(g == c == category for g, c in pairs)
        given_, is_gold = label.count(category), gold.count(category)
        for metric, (top, bottom) in {
            "precision": (hits, given_), "recall": (hits, is_gold), "f1": (2 * hits, given_ + is_gold)
        }.items():  # fmt: skip
            if bottom:
                found[metric].append(top / bottom)
                weights[metric].append(is_gold)
    right = sum(g == c for g, c in pairs) / len(pairs)
    table = {}
    for metric in METRICS:
        values = found[metric]
        table["macro", metric] = sum(values) / len(values) if values else math.nan
        table["weighted", metric] = float(np.average(values, weights=weights[metric])) if values else math.nan
        table["micro", metric] = right
    return table


def test_a_worked_table_of_three_classes() -> None:
    """Opitz & Burst (2019), Macro F1 and Macro F1, use macro F1 as the mean of the classes' F1, as here."""
    gold, label = "aaaaabbbbbcccccccccc", "aaaabbbbbaccccccccab"
    table = gold_accuracy(labels(gold, label)).averages.set_index("average")
    assert table.loc["macro", "recall"] == pytest.approx((4 / 5 + 4 / 5 + 8 / 10) / 3)
    assert table.loc["macro", "precision"] == pytest.approx((4 / 6 + 4 / 6 + 1) / 3)
    assert table.loc["macro", "f1"] == pytest.approx((8 / 11 + 8 / 11 + 16 / 18) / 3)
    assert table.loc["micro", "f1"] == 0.8


@given(st.integers(1, 3), st.text("xyz", min_size=2, max_size=25), st.randoms())
@settings(max_examples=60, deadline=None)
def test_averages_equal_counting(annotators, gold, random) -> None:
    label = "".join(random.choice("xyz") for _ in range(annotators * len(gold)))
    table = labels(gold, label, annotators)
    averages = gold_accuracy(table).averages.set_index("average")
    for (average, metric), value in averages_literally(table["gold_label"].tolist(), list(label)).items():
        row = averages.loc[average]
        assert row[metric] == pytest.approx(value, nan_ok=True)
        if not math.isnan(row[f"{metric}_low"]):
            assert 0 <= row[f"{metric}_low"] <= row[metric] + 1e-12
            assert row[metric] - 1e-12 <= row[f"{metric}_high"] <= 1


def test_the_order_of_rows_and_the_names_of_classes_do_not_matter() -> None:
    rng = np.random.default_rng(4)
    table = labels("".join(rng.choice(list("xyz"), 40)), "".join(rng.choice(list("xyz"), 120)), 3)
    rename = {"x": "c", "y": "a", "z": "b"}
    other = table.sample(frac=1, random_state=1).replace({"label": rename, "gold_label": rename})
    first, second = (gold_accuracy(t).averages.drop(columns="average") for t in (table, other))
    np.testing.assert_allclose(first.to_numpy(), second.to_numpy(), atol=1e-12)


def delta_pulls(table: pd.DataFrame, average: str, metric: str) -> np.ndarray:
    """Each item's pull on the average, by moving one item's weight: numerical derivatives of the average."""
    items = table["item_id"].unique()
    gold, label = table["gold_label"].to_numpy(), table["label"].to_numpy()
    kinds = sorted(set(gold))

    def value(weight: np.ndarray) -> float:
        shares, counts = [], []
        for category in kinds:
            hits = weight[(gold == category) & (label == category)].sum()
            given_, is_gold = weight[label == category].sum(), weight[gold == category].sum()
            shares.append({"precision": hits / given_, "recall": hits / is_gold, "f1": 2 * hits / (given_ + is_gold)})
            counts.append(is_gold)
        return float(np.average([s[metric] for s in shares], weights=counts if average == "weighted" else None))

    pulls, step = [], 1e-6
    for item in items:
        up, down = (1 + sign * step * (table["item_id"].to_numpy() == item) for sign in (1, -1))
        pulls.append((value(up) - value(down)) / (2 * step))
    return np.array(pulls)


@pytest.mark.parametrize(("average", "metric"), [(a, m) for a in ("macro", "weighted") for m in METRICS])
def test_the_interval_is_wilsons_on_the_delta_methods_variance_over_items(average, metric) -> None:
    rng = np.random.default_rng(8)
    gold = rng.choice(list("xyz"), 60, p=[0.4, 0.35, 0.25])
    copied = np.where(rng.random((60, 3)) < 0.6, gold[:, None], rng.choice(list("xyz"), 60)[:, None])
    table = labels("".join(gold), "".join(copied.ravel()), 3)
    row = gold_accuracy(table).averages.set_index("average").loc[average]
    share, pulls = row[metric], delta_pulls(table, average, metric)
    squares, fourths = np.sum(pulls**2), np.sum(pulls**4)
    degrees = min(2 * squares**2 / (fourths - squares**2 / 60), 59)  # Satterthwaite (1946)
    quantile = stats.t.ppf(0.975, degrees)
    size = share * (1 - share) / (squares * 60 / 59)
    centre = (share + quantile**2 / (2 * size)) / (1 + quantile**2 / size)
    half = quantile / (1 + quantile**2 / size) * math.sqrt(share * (1 - share) / size + quantile**2 / (4 * size**2))
    assert size < 180
    assert (row[f"{metric}_low"], row[f"{metric}_high"]) == pytest.approx((centre - half, centre + half), rel=1e-6)


def test_a_rare_class_that_is_all_right_does_not_make_the_average_sure() -> None:
    """The delta method takes the five labels of y, all right, as certain: it would give a half-width below .03."""
    table = labels("x" * 200 + "y" * 5, "x" * 190 + "y" * 10 + "y" * 5)
    row = gold_accuracy(table).averages.set_index("average").loc["macro"]
    assert row["recall"] == pytest.approx(0.975)
    assert row["recall_high"] - row["recall_low"] > 0.2


def test_copies_of_a_label_do_not_make_an_average_surer() -> None:
    alone = labels("xxxyyy" * 20, "xxyxyy" * 20)
    copies = pd.concat([alone.assign(annotator_id=i) for i in range(5)])
    for metric in METRICS:
        one, five = (gold_accuracy(t).averages.set_index("average").loc["macro"] for t in (alone, copies))
        assert five[metric] == one[metric]
        narrow, wide = (row[f"{metric}_high"] - row[f"{metric}_low"] for row in (five, one))
        assert narrow == pytest.approx(wide, rel=0.05)


def test_copies_of_a_rare_class_that_is_all_right_do_not_make_an_average_surer() -> None:
    alone = labels("x" * 60 + "y" * 5, "x" * 50 + "y" * 10 + "y" * 5)
    copies = pd.concat([alone.assign(annotator_id=i) for i in range(5)])
    one, five = (gold_accuracy(t).averages.set_index("average").loc["macro"] for t in (alone, copies))
    assert five["recall_low"] == pytest.approx(one["recall_low"], abs=0.02)


def test_a_class_that_nobody_chose_is_left_out_of_precision_and_told() -> None:
    result = gold_accuracy(labels("xxyz", "xxyx"))
    macro = result.averages.set_index("average").loc["macro"]
    assert macro["precision"] == pytest.approx((2 / 3 + 1) / 2)
    assert macro["f1"] == pytest.approx((4 / 5 + 1 + 0) / 3)
    assert any("nobody chose z: averages of precision" in warning for warning in result.warnings)


def test_a_class_with_labels_but_no_gold_is_not_averaged() -> None:
    macro = gold_accuracy(labels("xxyy", "xzyy")).averages.set_index("average").loc["macro"]
    assert macro["recall"] == pytest.approx(0.75)


def test_nothing_chosen_rightly_leaves_precision_without_a_value() -> None:
    macro = gold_accuracy(labels("xx", "yy")).averages.set_index("average").loc["macro"]
    assert math.isnan(macro["precision"])
    assert macro["recall"] == 0


@pytest.mark.parametrize(("rare", "shown"), [(1, False), (4, False), (5, True)])
def test_a_class_of_few_gold_items_leaves_its_averages_without_interval(rare, shown) -> None:
    result = gold_accuracy(labels("x" * 40 + "y" * rare, "x" * 40 + "y" * rare))
    averages = result.averages.set_index("average")
    assert averages.loc["macro", "recall"] == 1
    for average, metric in (("macro", "recall"), ("macro", "f1"), ("macro", "precision"), ("weighted", "f1")):
        assert math.isnan(averages.loc[average, f"{metric}_low"]) is not shown
    assert not averages.loc[["micro", "weighted"], "recall_low"].isna().any()
    assert any("fewer than 5 gold items of y" in warning for warning in result.warnings) is not shown


@pytest.mark.parametrize(("given_", "shown"), [(4, False), (5, True)])
def test_a_class_given_to_few_items_leaves_averages_of_precision_without_interval(given_, shown) -> None:
    result = gold_accuracy(labels("x" * 40 + "y" * 10, "x" * (50 - given_) + "y" * given_))
    macro = result.averages.set_index("average").loc["macro"]
    assert math.isnan(macro["precision_low"]) is not shown
    assert not math.isnan(macro["recall_low"])
    assert any("y was given to fewer than 5 items" in warning for warning in result.warnings) is not shown


@pytest.mark.parametrize(("annotators", "seed"), [(1, 1), (3, 2)])
def test_intervals_of_averages_cover_about_as_often_as_they_say(annotators, seed) -> None:
    """300 seeded samples of 100 items in classes of 60, 30 and 10 %, labels of one item copied 3 times in 10."""
    rng, shares = np.random.default_rng(seed), np.array([0.6, 0.3, 0.1])
    confusion = np.full((3, 3), 0.1) + 0.7 * np.eye(3)
    joint = shares[:, None] * confusion
    true = {
        "precision": (np.diag(joint) / joint.sum(axis=0)).mean(),
        "recall": 0.8,
        "f1": (2 * np.diag(joint) / (joint.sum(axis=0) + shares)).mean(),
    }
    hits, shown = dict.fromkeys(METRICS, 0), dict.fromkeys(METRICS, 0)
    for _ in range(300):
        gold = rng.choice(3, 100, p=shares)
        draw = rng.random((100, annotators))
        draw = np.where(rng.random((100, 1)) < 0.3, draw[:, :1], draw)
        label = (draw[:, :, None] > confusion.cumsum(axis=1)[gold][:, None, :]).sum(axis=2)
        table = labels("".join(map(str, gold)), "".join(map(str, label.ravel())), annotators)
        row = gold_accuracy(table).averages.set_index("average").loc["macro"]
        for metric in METRICS:
            hits[metric] += row[f"{metric}_low"] <= true[metric] <= row[f"{metric}_high"]
            shown[metric] += not math.isnan(row[f"{metric}_low"])
    for metric in METRICS:
        assert shown[metric] > 280
        assert 0.91 <= hits[metric] / shown[metric] <= 0.995, metric


def test_a_row_without_item_or_annotator_is_refused() -> None:
    for column in ("item_id", "annotator_id"):
        table = labels("xy", "xy").astype({column: object})
        table.loc[0, column] = None
        with pytest.raises(TableError, match=f"1 rows have no {column}"):
            gold_accuracy(table)


def test_the_averages_are_in_the_dictionary() -> None:
    loaded = json.loads(json.dumps(gold_accuracy(labels("xxy", "xxx")).to_dict(), allow_nan=False))
    assert [row["average"] for row in loaded["averages"]] == ["macro", "micro", "weighted"]
