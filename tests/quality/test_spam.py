"""Spam scores: the published score, shuffles done one by one, spammers among honest people, and what it refuses."""

from __future__ import annotations

import json
import math
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality._shuffled import against_others, against_truth, shuffled
from smo_metrics.quality._spammer_score import score_by_chance, score_interval, spammer_score
from smo_metrics.quality.spam import spam_scores


def score_literally(table: np.ndarray) -> float:
    """Raykar & Yu (2012), Journal of Machine Learning Research 13, the multi-class score: mean over pairs of rows."""
    q = len(table)
    return sum(float(np.sum((table[a] - table[b]) ** 2)) for a, b in combinations(range(q), 2)) / (q * (q - 1))


def crowd(seed: int, items: int = 120, spammers: int = 1, people: int = 5) -> tuple[Ratings, dict[int, str]]:
    """Three labels an item; the first `spammers` people choose by the team's shares without looking."""
    rng, shares = np.random.default_rng(seed), [0.5, 0.3, 0.2]
    true = rng.choice(3, items, p=shares)
    who = np.argsort(rng.random((items, people)), axis=1)[:, :3]
    blind = rng.choice(3, who.shape, p=shares)
    looks = (who >= spammers) & (rng.random(who.shape) < 0.8)
    label = np.where(looks, true[:, None], blind)
    names = np.array(["x", "y", "z"])
    table = pd.DataFrame(
        {"item_id": np.repeat(np.arange(items), 3), "annotator_id": who.ravel(), "label": names[label.ravel()]}
    )
    return Ratings.from_long(table), dict(enumerate(names[true].tolist()))


@given(st.integers(2, 5), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_score_is_the_published_sum_over_pairs_of_rows(q, seed) -> None:
    table = np.random.default_rng(seed).dirichlet(np.ones(q), q)
    assert spammer_score(table[None])[0] == pytest.approx(score_literally(table), abs=1e-12)


def test_for_two_categories_it_is_youdens_index_squared() -> None:
    """Raykar & Yu (2012), sec. 3: the score is (sensitivity + specificity - 1) squared."""
    assert spammer_score(np.array([[[0.9, 0.1], [0.3, 0.7]]]))[0] == pytest.approx((0.9 + 0.7 - 1) ** 2)


def test_the_ends_of_the_scale() -> None:
    tables = np.array([np.eye(3), np.eye(3)[[1, 2, 0]], np.tile([0.6, 0.3, 0.1], (3, 1)), np.tile([1, 0, 0], (3, 1))])
    assert spammer_score(tables).tolist() == pytest.approx([1, 1, 0, 0], abs=1e-15)


def test_a_category_never_met_is_left_out_and_one_alone_has_no_score() -> None:
    table = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [np.nan] * 3])
    assert spammer_score(table[None])[0] == pytest.approx(score_literally(table[:2]) * 1)
    assert math.isnan(spammer_score(np.array([[[0.9, 0.1], [np.nan, np.nan]]]))[0])


def test_the_score_by_chance_is_its_mean_over_all_shuffles() -> None:
    true, given_ = np.array([0, 0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 0, 2, 2, 1])
    scores = []
    for shuffle in set(permutations(given_)):
        counts = np.zeros((3, 3))
        np.add.at(counts, (true, np.array(shuffle)), 1)
        scores.append(score_literally(counts / counts.sum(axis=1, keepdims=True)))
    counts = np.zeros((1, 3, 3))
    np.add.at(counts, (0, true, given_), 1)
    assert score_by_chance(counts)[0] == pytest.approx(np.mean(scores))


@pytest.mark.parametrize("right", [1 / 3, 0.45, 0.6, 0.8, 0.95])
@pytest.mark.parametrize("met", [(15, 15, 15), (60, 12, 8)])
def test_the_interval_of_the_score_covers_at_least_as_often_as_it_says(right, met) -> None:
    rng, table = np.random.default_rng(3), np.full((3, 3), (1 - right) / 2)
    np.fill_diagonal(table, right)
    counts = np.stack([rng.multinomial(n, row, 2000) for n, row in zip(met, table, strict=True)], axis=1).astype(float)
    low, high = score_interval(counts, 0.95)
    true = score_literally(table)
    assert np.isfinite(low).all()
    assert ((low <= true + 1e-12) & (true - 1e-12 <= high)).mean() >= 0.93


def table_of_agreement(ratings: Ratings, name: int) -> np.ndarray:
    """Share of the others who gave each own label, for every own label (columns) on every own item (rows)."""
    codes, who = ratings.codes, ratings.annotators.index(name)
    mine = np.flatnonzero(codes.annotator == who)
    rows = []
    for row in mine:
        others = codes.label[(codes.item == codes.item[row]) & (codes.annotator != who)]
        rows.append([float(np.mean(others == own)) for own in codes.label[mine]])
    return np.array(rows)


def test_mean_and_variance_are_those_of_all_shuffles() -> None:
    ratings = Ratings.from_wide(
        [["x", "x", "y"], ["y", "y", "y"], ["x", "z", "x"], ["z", "z", "x"], ["y", "x", "y"], ["x", "x", "z"]]
    )
    square = table_of_agreement(ratings, ratings.annotators[0])
    agreed = [np.mean([square[i, k] for i, k in enumerate(order)]) for order in permutations(range(6))]
    agreement, by_chance, _ = shuffled(against_others(ratings))
    assert agreement[0] == pytest.approx(np.trace(square) / 6)
    assert by_chance[0] == pytest.approx(np.mean(agreed))


@pytest.mark.parametrize("seed", range(3))
def test_the_p_value_is_normal_with_the_variance_of_all_shuffles(seed) -> None:
    """Hoeffding (1951), Annals of Mathematical Statistics 22: doubly centred squares over n - 1."""
    ratings, _ = crowd(seed)
    _, _, p_value = shuffled(against_others(ratings))
    name = ratings.annotators[2]
    square = table_of_agreement(ratings, name)
    centred = square - square.mean(axis=0) - square.mean(axis=1, keepdims=True) + square.mean()
    n = len(square)
    z = (np.trace(square) - square.sum() / n) / math.sqrt(np.sum(centred**2) / (n - 1))
    half = 0.5 * 0.5 / math.sqrt(np.sum(centred**2) / (n - 1))  # half of what one of two others adds
    assert p_value[2] == pytest.approx(stats.norm.sf(z - half), rel=1e-6, abs=1e-300)


def test_against_truth_the_variance_is_that_of_a_table_with_fixed_margins() -> None:
    """For two categories the matches on one are hypergeometric (Fisher): two matches more for each of them."""
    table = np.array([[[14.0, 6.0], [5.0, 15.0]]])
    agreement, by_chance, p_value = shuffled(against_truth(table))
    law = stats.hypergeom(40, 20, 19)
    assert agreement[0] == 29 / 40
    assert by_chance[0] == pytest.approx((2 * law.mean() + 1) / 40)
    assert p_value[0] == pytest.approx(stats.norm.sf((14 - 0.5 - law.mean()) / law.std()))
    assert p_value[0] == pytest.approx(law.sf(13), rel=0.25)


def test_spammers_come_first_with_and_without_gold() -> None:
    ratings, truth = crowd(1, items=300, spammers=2)
    for given_truth in (truth, None):
        frame = spam_scores(ratings, truth=given_truth).to_frame()
        assert set(frame["annotator"][:2]) == {0, 1}
        assert (frame["p_value"][2:] < 1e-6).all()
        assert (frame["p_value"][:2] > 0.01).all()
    scored = spam_scores(ratings, truth=truth).to_frame()
    assert (scored["score_high"][:2] < scored["score_low"][2:].min()).all()


@pytest.mark.parametrize("with_truth", [True, False])
def test_a_spammer_seldom_passes_for_one_who_looks(with_truth) -> None:
    """Some 200 seeded spammers: a p-value below .05 comes about once in twenty."""
    found = []
    for seed in range(200):
        ratings, truth = crowd(seed, items=100)
        frame = spam_scores(ratings, truth=truth if with_truth else None).to_frame().set_index("annotator")
        found.append(frame.loc[0, "p_value"])
    found = np.array(found)
    assert np.isfinite(found).mean() > 0.95
    assert 0.01 <= np.mean(found[np.isfinite(found)] < 0.05) <= 0.10


def test_truth_on_few_items_gives_way_to_the_others() -> None:
    ratings, truth = crowd(1, items=120)
    mine = ratings.codes.item[ratings.codes.annotator == 2]
    known = {item: truth[item] for item in mine[:35]}
    frame = spam_scores(ratings, truth=known).to_frame().set_index("annotator")
    plain = spam_scores(ratings).to_frame().set_index("annotator")
    name = ratings.annotators[2]
    assert frame.loc[name, ["basis", "items"]].tolist() == ["truth", 35]
    assert not math.isnan(frame.loc[name, "score"])
    rest = frame.drop(name)
    assert (rest["basis"] == "others").all()
    assert rest[["score", "score_low", "score_by_chance"]].isna().all(axis=None)
    pd.testing.assert_series_equal(rest["p_value"].sort_index(), plain["p_value"].drop(name).sort_index())


def test_a_consensus_table_gives_the_score_alone() -> None:
    ratings, _ = crowd(2)
    tables = np.tile(np.eye(3), (5, 1, 1))
    tables[0] = [[0.5, 0.3, 0.2]] * 3
    frame = spam_scores(ratings, confusion=tables).to_frame().set_index("annotator")
    first = ratings.annotators[0]
    assert frame.loc[first, "score"] == pytest.approx(0, abs=1e-15)
    assert (frame["score"].drop(first) == 1).all()
    assert frame[["score_low", "score_high", "score_by_chance"]].isna().all(axis=None)
    assert (frame["basis"] == "others").all()


def test_who_swaps_two_categories_looks() -> None:
    table = pd.DataFrame({"item_id": range(60), "annotator_id": "a", "label": ["y"] * 30 + ["x"] * 30})
    truth = pd.Series(["x"] * 30 + ["y"] * 30, index=range(60))
    row = spam_scores(Ratings.from_long(table), truth=truth).to_frame().iloc[0]
    assert (row["score"], row["agreement"]) == (1, 0)
    assert row["score_low"] > 0.5


def test_always_the_same_label_is_said_to_be_so_and_not_judged() -> None:
    table = pd.DataFrame({"item_id": list(range(50)) * 2, "annotator_id": ["a"] * 50 + ["b"] * 50})
    table["label"] = ["x"] * 50 + ["x", "y"] * 25
    row = spam_scores(Ratings.from_long(table), truth={i: "xy"[i % 2] for i in range(50)}).to_frame().iloc[0]
    assert (row["annotator"], row["status"], row["score"]) == ("a", "one_label", 0)
    assert (row["commonest"], row["commonest_share"], row["others_share"]) == ("x", 1, 0.5)
    assert math.isnan(row["p_value"])
    assert math.isnan(row["score_high"])


def test_thin_and_lopsided_data_get_no_p_value() -> None:
    few = spam_scores(crowd(1, items=30)[0]).to_frame()
    assert (few["status"] == "too_few_items").all()
    assert few["p_value"].isna().all()
    table = pd.DataFrame({"item_id": list(range(100)) * 2, "annotator_id": ["a"] * 100 + ["b"] * 100})
    table["label"] = ["x"] * 97 + ["y"] * 3 + ["y"] + ["x"] * 99
    lopsided = spam_scores(Ratings.from_long(table)).to_frame()
    assert (lopsided["status"] == "too_few_minority_items").all()
    assert lopsided["p_value"].isna().all()


def test_one_annotator_alone_has_no_reference() -> None:
    ratings = Ratings.from_long(pd.DataFrame({"item_id": [1, 2], "annotator_id": "a", "label": ["x", "y"]}))
    row = spam_scores(ratings).to_frame().iloc[0]
    assert row["status"] == "no_reference"
    assert math.isnan(row["agreement"])
    assert math.isnan(row["others_share"])


def test_the_order_of_rows_does_not_matter() -> None:
    ratings, truth = crowd(6)
    codes = ratings.codes
    order = np.random.default_rng(1).permutation(len(codes.item))
    names = np.array(ratings.categories)
    table = pd.DataFrame(
        {
            "item_id": np.array(ratings.item_ids)[codes.item],
            "annotator_id": np.array(ratings.annotators)[codes.annotator],
            "label": names[codes.label],
        }
    )
    first, second = (
        spam_scores(Ratings.from_long(t), truth=truth).to_frame().sort_values("annotator").reset_index(drop=True)
        for t in (table, table.iloc[order])
    )
    pd.testing.assert_frame_equal(first, second, rtol=1e-12, check_exact=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"truth": {0: "q"}}, "'q' is not among the declared categories"),
        ({"truth": {"elsewhere": "x"}}, "none of its items is among the rated items"),
        ({"truth": pd.Series(["x", "y"], index=[0, 0])}, "two true labels"),
        ({"truth": {0: "x"}, "confusion": np.zeros((5, 3, 3))}, "both truth and confusion"),
        ({"confusion": np.eye(3)}, "must have the shape"),
        ({"confusion": np.ones((5, 3, 3))}, "add up to 1"),
        ({"confidence": 95}, "confidence must lie between 0 and 1"),
        ({"confidence": None}, "confidence"),
        ({"truth": ["x"]}, "truth must be a mapping"),
        ({"truth": "x"}, "truth must be a mapping"),
        ({"truth": {0: ["x"]}}, "truth: a label is a list"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(options, message) -> None:
    with pytest.raises(SmoError, match=message):
        spam_scores(crowd(1)[0], **options)


def test_no_labels_and_too_many_are_refused() -> None:
    with pytest.raises(SmoError, match="no labels"):
        spam_scores(Ratings.from_wide([[None, None]]))
    many = pd.DataFrame({"item_id": range(1000), "annotator_id": range(1000), "label": range(1000)})
    with pytest.raises(SmoError, match="too many"):
        spam_scores(Ratings.from_long(many))


def test_counts_without_annotators_are_refused() -> None:
    with pytest.raises(SmoError, match="who gave which label"):
        spam_scores(Ratings.from_counts([[3, 1], [2, 2]]))


def test_the_dictionary_is_ready_for_json() -> None:
    loaded = json.loads(json.dumps(spam_scores(crowd(1)[0]).to_dict(), allow_nan=False))
    assert loaded["rows"][0]["score"] is None
