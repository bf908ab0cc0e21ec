"""Dawid & Skene's model and its one-coin form: published answers, and a literal oracle, iteration by iteration."""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality import _votes
from smo_metrics.quality._dawid_skene import class_shares, confusion_of, fit
from smo_metrics.quality.consensus import consensus

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
published = pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")
MODELS = ("dawid_skene", "one_coin")
tables = st.integers(2, 4).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from(["ok", "spam", "hate", None]), min_size=annotators, max_size=annotators),
        min_size=2,
        max_size=12,
    ).filter(lambda table: any(label is not None for row in table for label in row))
)


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((REFERENCES / name).read_text().splitlines()))


def oracle(rows, categories, model, iterations):
    """Dawid & Skene (1979), section 3, from lists of (item, annotator, label); logs nowhere, nothing fast."""
    items, annotators = (sorted({row[k] for row in rows}) for k in (0, 1))
    posterior = {}
    for i in items:
        mine = [label for item, _, label in rows if item == i]
        posterior[i] = {k: mine.count(k) / len(mine) for k in categories}
    trace = []
    for _ in range(iterations):
        prior = {k: sum(posterior[i][k] for i in items) / len(items) for k in categories}
        error = {}
        for a, k in itertools.product(annotators, categories):
            met = sum(posterior[i][k] for i, who, _ in rows if who == a)
            for label in categories:
                gave = sum(posterior[i][k] for i, who, given_label in rows if who == a and given_label == label)
                error[a, k, label] = gave / met if met else 1 / len(categories)
        if model == "one_coin":
            for a in annotators:
                mine = [(i, label) for i, who, label in rows if who == a]
                right = sum(posterior[i][label] for i, label in mine) / len(mine)
                wrong = (1 - right) / max(len(categories) - 1, 1)
                error |= {(a, k, label): right if k == label else wrong for k in categories for label in categories}
        likelihood = 0.0
        for i in items:
            joint = {
                k: prior[k] * math.prod(error[a, k, label] for item, a, label in rows if item == i) for k in categories
            }
            total = sum(joint.values())
            likelihood += math.log(total)
            posterior[i] = {k: p / total for k, p in joint.items()}
        trace.append(likelihood)
    return np.array([[posterior[i][k] for k in categories] for i in items]), trace


def as_rows(table):
    return [(i, f"a{a}", label) for i, row in enumerate(table) for a, label in enumerate(row) if label is not None]


def as_frame(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item_id", "annotator_id", "label"])


def simulated(items: int, annotators: int, per_item: int, seed: int, low=0.55, high=0.95, categories="abc"):
    """Rows of labels, and the truth by item."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(categories), items)
    accuracy = rng.uniform(low, high, annotators)
    rows = []
    for i in range(items):
        for a in rng.choice(annotators, per_item, replace=False):
            right = rng.random() < accuracy[a]
            rows.append((i, f"a{a}", categories[truth[i] if right else rng.integers(0, len(categories))]))
    return as_frame(rows), np.array(list(categories))[truth], accuracy


def share_right(result, truth) -> float:
    return float(np.mean([label == truth[i] for i, label in zip(result.items, result.labels, strict=True)]))


@published
def test_the_anaesthetists_class_shares_are_those_of_the_paper() -> None:
    """Dawid & Skene (1979), table 2: .40, .42, .11, .07; observer 1 assessed each patient three times."""
    rows = read("dawid_skene1979.csv")
    item, annotator, label = (np.array([int(row[name]) - 1 for row in rows]) for name in ("item", "rater", "label"))
    votes = _votes.cast(item, annotator, label, 45, 5, 4)
    found = fit(votes, _votes.shares(votes), "dawid_skene", max_iterations=100, tolerance=1e-8)
    assert found.converged
    assert_allclose(class_shares(found.probabilities), [0.40, 0.42, 0.11, 0.07], atol=0.006)
    _, met = confusion_of(votes, found.probabilities)
    assert_allclose(met.sum(axis=1), [135, 45, 45, 45, 45])


@published
def test_textual_entailment_is_as_accurate_as_published() -> None:
    """Zhang et al. (2014), "Spectral methods meet EM": Dawid-Skene from the majority errs on 7.12 % of 800 items."""
    rows = pd.DataFrame(read("snow2008_rte.csv"))
    result = consensus(Ratings.from_long(rows, item="item", annotator="worker"), method="dawid_skene")
    gold = dict(zip(rows["item"], rows["gold"], strict=True))
    assert (len(result.items), len(result.annotators), result.annotator_labels.sum()) == (800, 164, 8000)
    assert result.status == "ok"
    assert share_right(result, gold) == pytest.approx(0.9288, abs=0.004)


@given(tables, st.sampled_from(MODELS), st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_each_iteration_equals_the_papers_formulas(table, model, iterations) -> None:
    rows, categories = as_rows(table), ("ok", "spam", "hate")
    ratings = Ratings.from_long(as_frame(rows), categories=categories)
    result = consensus(ratings, method=model, max_iterations=iterations, tolerance=0)
    assert result.iterations == iterations or result.converged
    expected, trace = oracle(rows, categories, model, result.iterations)
    assert result.items.tolist() == sorted({row[0] for row in rows})
    assert_allclose(result.probabilities, expected, atol=1e-10)
    assert_allclose(result.log_likelihood, trace, atol=1e-9)


@given(tables, st.sampled_from(MODELS))
@settings(max_examples=150, deadline=None)
def test_the_likelihood_never_falls_and_probabilities_stay_probabilities(table, model) -> None:
    result = consensus(Ratings.from_long(as_frame(as_rows(table))), method=model, max_iterations=60)
    assert (np.diff(result.log_likelihood) >= -1e-9).all()
    assert (result.probabilities >= 0).all()
    assert_allclose(result.probabilities.sum(axis=1), 1)
    assert_allclose(result.class_shares.sum(), 1)


def test_the_confusion_follows_from_the_probabilities_and_its_rows_sum_to_one() -> None:
    frame, _, _ = simulated(60, 5, 3, seed=1)
    result = consensus(Ratings.from_long(frame), method="dawid_skene")
    place = {label: k for k, label in enumerate(result.categories)}
    for a, name in enumerate(result.annotators):
        mine = frame[frame["annotator_id"] == name]
        counts = np.zeros((3, 3))
        for item, label in zip(mine["item_id"], mine["label"], strict=True):
            counts[:, place[label]] += result.probabilities[item]
        assert_allclose(result.confusion[a], counts / counts.sum(axis=1, keepdims=True), atol=1e-12)
        assert_allclose(result.expected_labels[a], counts.sum(axis=1))
        assert result.accuracy[a] == pytest.approx(np.trace(counts) / len(mine))


@pytest.mark.parametrize("method", MODELS)
def test_the_models_find_who_is_good_and_beat_the_majority(method: str) -> None:
    """Simulated: 8 annotators between 35 and 95 % over chance, 5 labels an item, 1,500 items."""
    frame, truth, accuracy = simulated(1500, 8, 5, seed=2, low=0.1, high=0.95)
    ratings = Ratings.from_long(frame)
    result, majority = consensus(ratings, method=method), consensus(ratings)
    assert result.status == "ok"
    assert share_right(result, truth) > share_right(majority, truth) + 0.03
    true_share = accuracy + (1 - accuracy) / 3
    order = [int(name[1:]) for name in result.annotators]
    assert_allclose(result.accuracy, true_share[order], atol=0.05)


def test_a_confusion_of_two_categories_is_found() -> None:
    """One annotator calls every second "b" an "a", the rest err evenly."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 800)
    rows = []
    for i, t in enumerate(truth):
        rows += [(i, f"good{a}", "ab"[t] if rng.random() < 0.85 else "ab"[1 - t]) for a in range(4)]
        rows.append((i, "lenient", "a" if t == 0 or rng.random() < 0.5 else "b"))
    table = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene").confusion_frame()
    share = table.set_index(["annotator", "category", "label"])["share"]
    assert share["lenient", "b", "a"] == pytest.approx(0.5, abs=0.07)
    assert share["lenient", "a", "a"] == pytest.approx(1.0, abs=0.03)
    assert share["good0", "b", "a"] == pytest.approx(0.15, abs=0.05)


def test_stopping_early_is_said_and_stopping_by_itself_means_a_fixed_point() -> None:
    """Stopping when the mean gain is small stops too soon: after that, single items still move by a lot."""
    frame, _, _ = simulated(400, 30, 3, seed=4)
    ratings = Ratings.from_long(frame)
    short = consensus(ratings, method="dawid_skene", max_iterations=5)
    assert short.status == "not_converged"
    assert not short.converged
    assert "not converged after 5 iterations" in short.warnings[0]
    full = consensus(ratings, method="dawid_skene")
    assert full.status == "ok"
    one_more = consensus(ratings, method="dawid_skene", max_iterations=full.iterations + 1, tolerance=0)
    assert np.abs(one_more.probabilities - full.probabilities).max() <= 1e-5
    gains = np.diff(full.log_likelihood) / len(frame)
    stopped_on_mean_gain = int(np.argmax(gains < 1e-5)) + 2
    assert stopped_on_mean_gain < full.iterations
    early = consensus(ratings, method="dawid_skene", max_iterations=stopped_on_mean_gain, tolerance=0)
    assert np.abs(early.probabilities - full.probabilities).max() > 0.01


def test_a_category_that_an_annotator_never_met_has_no_confusion() -> None:
    rows = [(i, a, "x" if i < 20 else "y") for i in range(40) for a in ("p", "q", "r")]
    rows += [(i, "only x", "x") for i in range(20)]
    result = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene")
    last = result.annotators.index("only x")
    assert np.isnan(result.confusion[last, 1]).all()
    assert_allclose(result.confusion[last, 0], [1, 0])
    assert result.expected_labels[last].tolist() == [20, 0]
    assert not np.isnan(result.probabilities).any()


def test_who_shares_no_item_has_no_accuracy_and_no_confusion() -> None:
    rows = [(i, a, "xy"[i % 2]) for i in range(20) for a in ("p", "q")] + [(i, "alone", "x") for i in range(20, 35)]
    for method in MODELS:
        result = consensus(Ratings.from_long(as_frame(rows)), method=method)
        assert math.isnan(result.accuracy[2])
        assert result.shared_labels.tolist() == [20, 20, 0]
        assert any("1 of 3 annotators share no item" in warning for warning in result.warnings)
        assert result.confusion is None or np.isnan(result.confusion[2]).all()


def test_a_fit_that_overturns_the_majority_is_pointed_out() -> None:
    """Two annotators of five are wrong more often than right, so that majorities are often wrong too."""
    rng = np.random.default_rng(9)
    truth = rng.integers(0, 2, 300)
    accuracy = (0.95, 0.95, 0.2, 0.2, 0.35)
    rows = []
    for i, t in enumerate(truth):
        rows += [(i, f"a{a}", "xy"[t if rng.random() < p else 1 - t]) for a, p in enumerate(accuracy)]
    result = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene")
    assert any("another label than their majority's" in warning for warning in result.warnings)


def test_few_labels_an_annotator_are_pointed_out() -> None:
    frame, _, _ = simulated(40, 30, 3, seed=10)
    result = consensus(Ratings.from_long(frame), method="dawid_skene")
    assert any("gave fewer than 30 labels" in warning for warning in result.warnings)
    result = consensus(Ratings.from_long(frame), method="one_coin")
    assert any("gave fewer than 10 labels" in warning for warning in result.warnings)


def test_more_confusions_than_memory_holds_are_refused_in_a_sentence() -> None:
    codes = np.arange(1000)
    ratings = Ratings.from_codes(codes // 5, codes, codes % 400)
    with pytest.raises(SmoError, match=r"400 categories for 200 items .* Group the labels into fewer categories"):
        consensus(ratings, method="dawid_skene")
    assert consensus(ratings, method="one_coin").probabilities.shape == (200, 400)
