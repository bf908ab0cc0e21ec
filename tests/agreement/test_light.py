"""Light's kappa where annotators share few items: what is left out, and when there is no interval."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, light_kappa, pairwise_agreement
from smo_metrics.errors import SmoError

TRUTH, RIGHT = np.array([0.5, 0.3, 0.2]), 0.8


def in_the_long_run() -> float:
    """Kappa of two annotators who are right with probability 0.8 and else give any of the three labels alike."""
    own = RIGHT * np.eye(3) + (1 - RIGHT) / 3
    joint = own.T @ np.diag(TRUTH) @ own
    expected = joint.sum(axis=1) @ joint.sum(axis=0)
    return float((np.trace(joint) - expected) / (1 - expected))


def drawn(rng: np.random.Generator, annotators: int, items: int) -> Ratings:
    """Three annotators of a team on each item."""
    real = rng.choice(3, (items, 1), p=TRUTH)
    label = np.where(rng.random((items, annotators)) < RIGHT, real, rng.integers(0, 3, (items, annotators)))
    annotator = np.argsort(rng.random((items, annotators)), axis=1)[:, :3].ravel()
    item = np.repeat(np.arange(items), 3)
    return Ratings.from_codes(item, annotator, label[item, annotator])


@pytest.mark.parametrize(("annotators", "items"), [(4, 150), (6, 200)])
def test_with_enough_shared_items_the_interval_covers_as_it_says(annotators, items) -> None:
    """1,000 samples: a standard error of the coverage of 0.7 points."""
    rng, true = np.random.default_rng(9), in_the_long_run()
    found = [light_kappa(drawn(rng, annotators, items)) for _ in range(1000)]
    assert {result.status for result in found} == {"ok"}
    assert 0.93 <= np.mean([result.low <= true <= result.high for result in found]) <= 0.97


@pytest.mark.parametrize(("annotators", "items", "told"), [(20, 300, "items and are left out"), (20, 1500, "bias")])
def test_thin_overlaps_give_no_interval_and_name_what_does(annotators, items, told) -> None:
    for seed in range(5):
        found = light_kappa(drawn(np.random.default_rng(seed), annotators, items))
        assert (found.status, found.interval) == ("too_few_minority_items", None)
        assert math.isnan(found.p_value)
        assert told in " ".join(found.warnings)
        assert "conger_kappa or krippendorff_alpha" in found.warnings[-1]


def test_the_bias_of_kappa_on_few_items_is_what_the_rule_takes_it_for() -> None:
    """2,100 pairs of 20 items, three at a time: a standard error of 0.4 points, for a bias of 1.2."""
    rng, true = np.random.default_rng(5), in_the_long_run()
    ratings = (drawn(rng, 3, 20) for _ in range(700))
    mean = np.mean([light_kappa(r).value for r in ratings])
    assert mean - true == pytest.approx(-true * (1 - true) / 20, abs=0.008)


def test_pairs_that_share_fewer_than_ten_items_are_left_out_of_the_mean_and_counted() -> None:
    rows = [["x", "x", None], ["x", "y", None], ["y", "y", None]] * 8 + [["x", "x", "x"], ["y", "y", "x"]] * 4
    ratings = Ratings.from_wide(rows)
    table = pairwise_agreement(ratings).to_frame().set_index(["annotator_a", "annotator_b"])
    assert table["items"].to_dict() == {(1, 2): 32, (1, 3): 8, (2, 3): 8}
    found = light_kappa(ratings)
    assert found.value == pytest.approx(table.loc[(1, 2), "kappa"])
    assert found.details == {"pairs": 1.0, "pairs_left_out": 2.0}
    assert any("2 of 3 pairs of annotators share fewer than 10 items" in warning for warning in found.warnings)
    assert (found.status, found.interval) == ("too_few_minority_items", None)


def test_where_no_pair_shares_enough_there_is_no_value() -> None:
    found = light_kappa(Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "x"]] * 3))
    assert math.isnan(found.value)
    assert (found.status, found.interval) == ("too_few_minority_items", None)
    assert found.details == {"pairs": 0.0, "pairs_left_out": 3.0}
    assert "conger_kappa" in found.warnings[-1]


def test_a_pair_that_shares_one_item_has_no_kappa_and_does_not_come_first() -> None:
    rows = [["x", "x", None], ["x", "y", None], ["y", "y", None]] * 8 + [[None, "x", "y"]]
    table = pairwise_agreement(Ratings.from_wide(rows)).to_frame()
    assert table["items"].tolist() == [24, 1]
    last = table.iloc[-1]
    assert (last["status"], last["agreement"]) == ("one_unit", 0)
    assert math.isnan(last["kappa"])


@pytest.mark.parametrize("function", [light_kappa, pairwise_agreement])
def test_a_table_is_refused_with_how_to_make_ratings_of_it(function) -> None:
    with pytest.raises(SmoError, match=r"Build Ratings first: Ratings.from_long\(table\)"):
        function(pd.DataFrame({"item_id": [1], "annotator_id": ["a"], "label": ["x"]}))
