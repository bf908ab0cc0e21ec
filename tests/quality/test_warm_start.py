"""Dawid-Skene started from a former result: the same end, sooner; what was never seen before stays possible."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality._votes import cast_ratings
from smo_metrics.quality._warm_start import resumed
from smo_metrics.quality.consensus import consensus
from tests.quality.test_dawid_skene import MODELS, as_frame, simulated


@pytest.mark.parametrize("method", MODELS)
@pytest.mark.parametrize("seed", [5, 6, 11])
def test_a_warm_start_ends_where_a_cold_one_does_and_sooner(method: str, seed: int) -> None:
    """Two items in a hundred are new, and all rows come in another order."""
    frame, _, _ = simulated(600, 10, 4, seed=seed)
    options = {"method": method, "tolerance": 1e-7, "max_iterations": 3000}
    former = consensus(Ratings.from_long(frame[frame["item_id"] < 588]), **options)
    ratings = Ratings.from_long(frame.sample(frac=1, random_state=6))
    cold, warm = consensus(ratings, **options), consensus(ratings, start=former, **options)
    assert cold.status == warm.status == "ok"
    assert warm.iterations < cold.iterations
    assert warm.log_likelihood[-1] == pytest.approx(cold.log_likelihood[-1], abs=1e-4)
    assert_allclose(warm.probabilities, cold.probabilities, atol=1e-4)
    assert_allclose(warm.accuracy, cold.accuracy, atol=1e-5)


def test_a_warm_start_takes_new_annotators_new_categories_and_other_methods() -> None:
    frame, _, _ = simulated(300, 8, 4, seed=7)
    old = frame[(frame["annotator_id"] != "a0") & (frame["label"] != "c")]
    former = consensus(Ratings.from_long(old), method="dawid_skene")
    assert former.categories == ("a", "b")
    ratings = Ratings.from_long(frame)
    cold = consensus(ratings, method="dawid_skene", tolerance=1e-6)
    one_coin = consensus(ratings, method="one_coin")
    for start in (former, one_coin, consensus(ratings)):
        warm = consensus(ratings, method="dawid_skene", tolerance=1e-6, start=start)
        assert warm.status == "ok"
        assert_allclose(warm.probabilities, cold.probabilities, atol=1e-3)


@pytest.mark.parametrize("third", ["never met y", "new"])
def test_where_nothing_is_known_of_an_annotator_the_others_stand_in(third: str) -> None:
    """All err on one item in ten; then a new item is called "y" twice and "x" once."""
    rows = [(i, a, "xy"[(i % 2) ^ (i % 30 == place)]) for i in range(60) for place, a in enumerate("pqr")]
    rows += [(i, "never met y", "x") for i in range(0, 60, 2)]
    former = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene")
    ratings = Ratings.from_long(as_frame([*rows, (60, "p", "y"), (60, "q", "x"), (60, third, "y")]))
    _, votes = cast_ratings(ratings)
    assert resumed(votes, ratings.annotators, ratings.categories, former)[60, 1] > 0.8


def test_a_category_that_is_new_starts_where_its_votes_are() -> None:
    """All call the last ten items "c", which the former result did not know."""
    rows = [(i, a, "ab"[i % 2]) for i in range(40) for a in "pqr"]
    former = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene")
    rows += [(i, a, "c") for i in range(40, 50) for a in "pqr"]
    ratings = Ratings.from_long(as_frame(rows))
    _, votes = cast_ratings(ratings)
    posterior = resumed(votes, ratings.annotators, ratings.categories, former)
    assert (posterior.argmax(axis=1) == [0, 1] * 20 + [2] * 10).all()
    assert (posterior.max(axis=1) > 0.95).all()


def test_what_former_labels_made_impossible_is_not_impossible_for_ever() -> None:
    """Nobody had called a "y" an "x" yet; then annotator p does, on an item that three others call "y"."""
    rows = [(i, a, "xy"[i % 2]) for i in range(40) for a in "pqrs"]
    former = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene")
    rows += [(40, "p", "x"), *((40, a, "y") for a in "qrs")]
    result = consensus(Ratings.from_long(as_frame(rows)), method="dawid_skene", start=former)
    assert result.labels[40] == "y"
    assert result.confusion[0, 1, 0] == pytest.approx(1 / 21, abs=1e-3)


def test_a_start_that_knows_nothing_is_a_cold_start() -> None:
    frame, _, _ = simulated(50, 5, 3, seed=8)
    alone = consensus(Ratings.from_long(frame[frame["annotator_id"] == "a1"]), method="dawid_skene")
    ratings = Ratings.from_long(frame)
    warm, cold = (consensus(ratings, method="dawid_skene", start=start) for start in (alone, None))
    assert warm.log_likelihood == cold.log_likelihood


def test_a_start_is_refused_where_it_would_do_nothing() -> None:
    ratings = Ratings.from_wide([["x", "y"], ["x", "x"]])
    with pytest.raises(SmoError, match="start serves dawid_skene and one_coin"):
        consensus(ratings, start=consensus(ratings))
