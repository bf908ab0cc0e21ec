"""Pairs: the library's figures, weakest first, and only those named that chance does not explain."""

from __future__ import annotations

import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, krippendorff_alpha, pairwise_agreement
from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from smo_metrics.status.labelling import pairs
from smo_metrics.tables import check_labels
from tests.status.labelling.made_labels import TEAM, made_labels


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """On every other item Ana takes hate for spam and spam for hate."""
    made = made_labels(600)
    swapped = (made["annotator_id"] == "ana") & (made["item_id"].str[1:].astype(int) % 2 == 0)
    made.loc[swapped, "label"] = made.loc[swapped, "label"].replace({"hate": "spam", "spam": "hate"})
    return made


def test_the_figures_are_the_librarys_weakest_first(table) -> None:
    review = quality_review(table, Project())
    expected = pairwise_agreement(Ratings.from_long(table)).frame
    pd.testing.assert_frame_equal(review.pairs[expected.columns[:-1]], expected.drop(columns="status"))
    assert len(review.pairs) == 15


def test_pairs_that_chance_does_not_explain_stand_out(table) -> None:
    review = quality_review(table, Project())
    named = review.pairs[review.pairs["stands_out"]]
    assert len(named) >= 3
    assert (named[["annotator_a", "annotator_b"]] == "ana").any(axis=1).all()
    alpha = krippendorff_alpha(Ratings.from_long(table))
    wide = pairwise_agreement(Ratings.from_long(table), confidence=1 - 0.05 / 15).frame
    assert review.pairs["stands_out"].tolist() == (wide["kappa_high"] < alpha.low).tolist()


def test_in_a_team_of_equals_hardly_any_pair_stands_out() -> None:
    named = 0
    for seed in range(40):
        ratings = Ratings.from_long(made_labels(150, seed=seed))
        named += pairs.weakest_pairs(ratings, krippendorff_alpha(ratings), Project())[0]["stands_out"].any()
    assert named <= 2


def test_a_pair_that_shares_too_little_stands_below_all_others_and_says_why() -> None:
    made = made_labels(300)
    two = pd.DataFrame({"item_id": ["x", "x", "y", "y"], "annotator_id": ["new", "ana"] * 2, "label": list("hsns")})
    two["label"] = ["hate", "spam", "none", "spam"]
    review = quality_review(check_labels(pd.concat([made, two])), Project())
    last = review.pairs.iloc[-1]
    assert {last["annotator_a"], last["annotator_b"]} == {"ana", "new"}
    assert last["note"].startswith("too few items carry")
    assert not last["stands_out"]


def test_a_long_list_ends_with_its_weakest_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(pairs, "MOST_PAIRS", 4)
    review = quality_review(made_labels(100), Project())
    assert len(review.pairs) == 4
    assert review.pairs["kappa"].is_monotonic_increasing
    assert "Pairs lists the 4 weakest of 15 pairs of annotators." in review.notes
    assert len(TEAM) * (len(TEAM) - 1) // 2 == 15
