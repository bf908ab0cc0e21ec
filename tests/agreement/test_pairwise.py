"""All pairs of annotators: each row is what the two alone give; Light's kappa is the mean of the rows."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.agreement import (
    Inference,
    Ratings,
    _pairs,
    cohen_kappa,
    light_kappa,
    pairwise_agreement,
    percent_agreement,
)
from smo_metrics.errors import SmoError

rows = st.lists(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=4, max_size=4), min_size=2, max_size=25)


def sample(items: int, annotators: int, missing: float, seed: int, rare: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, items, p=[0.9 - rare, 0.1, rare])
    noisy = np.where(rng.random((items, annotators)) < 0.75, truth[:, None], rng.integers(0, 3, (items, annotators)))
    block = noisy.astype(object)
    block[rng.random((items, annotators)) < missing] = None
    return block


def rows_of(ratings: Ratings, **options) -> dict:
    frame = pairwise_agreement(ratings, **options).to_frame()
    return {(row["annotator_a"], row["annotator_b"]): row for row in frame.to_dict("records")}


def pair_alone(block, first: int, second: int) -> Ratings:
    both = [[row[first], row[second]] for row in block if row[first] is not None and row[second] is not None]
    return Ratings.from_wide(both or [[None, None]], categories=categories_of(block))


def categories_of(block) -> list:
    return sorted({label for row in block for label in row if label is not None})


def check_each_row(block, confidence: float = 0.95) -> int:
    found = rows_of(Ratings.from_wide(block), confidence=confidence)
    width = len(block[0])
    for first, second in combinations(range(width), 2):
        alone = pair_alone(block, first, second)
        kappa, agreement = (c(alone, confidence=confidence) for c in (cohen_kappa, percent_agreement))
        row = found.get((first + 1, second + 1))
        if row is None:
            assert kappa.status == "no_pairable_units"
            continue
        assert (row["items"], row["status"]) == (kappa.items, kappa.status)
        np.testing.assert_allclose(
            [row[name] for name in ("kappa", "kappa_low", "kappa_high")],
            [kappa.value if kappa.items > 1 else math.nan, kappa.low, kappa.high],
            rtol=1e-9,
        )
        np.testing.assert_allclose(
            [row[name] for name in ("agreement", "agreement_low", "agreement_high")],
            [agreement.observed, agreement.low, agreement.high],
            rtol=1e-9,
        )
    return len(found)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("rare", [0.02, 0.3])
def test_a_row_is_what_the_pair_alone_gives(confidence, rare) -> None:
    assert check_each_row(sample(150, 5, 0.3, 4, rare).tolist(), confidence) == 10


@given(rows)
@settings(max_examples=80, deadline=None)
def test_a_row_of_thin_data_is_what_the_pair_alone_gives(block) -> None:
    assume(any(label is not None for row in block for label in row))
    check_each_row([row for row in block if any(row)] + [["x"] * 4])


def test_rows_cover_every_status_a_pair_can_have() -> None:
    perfect = [["x", "x"]] * 20 + [["y", "y"]] * 20
    cases = {
        "ok": perfect[5:] + [["x", "y"]] * 9,
        "one_unit": [["x", "y"]],
        "one_category": [["x", "x"]] * 4,
        "too_few_minority_items": [["x", "x"]] * 40 + [["x", "y"]] * 3 + [["y", "y"]] * 2,
    }
    few_agreed = [["x", "x"]] * 40 + [["x", "y"]] * 16 + [["y", "y"]] * 4
    for status, block in (*cases.items(), ("too_few_minority_items", few_agreed)):
        ((_, row),) = rows_of(Ratings.from_wide(block)).items()
        assert row["status"] == status
        check_each_row(block)
    ((_, row),) = rows_of(Ratings.from_wide(perfect)).items()
    assert (row["kappa"], row["kappa_high"], row["status"]) == (1.0, 1.0, "ok")
    assert 0.7 < row["kappa_low"] < 0.9
    check_each_row(perfect)
    check_each_row([["x", "y"], ["y", "x"]] * 12)


@pytest.mark.parametrize(("cells", "chunk"), [(1, 7), (200, 7), (500, 50), (3000, 2**20), (2**23, 3)])
def test_blocks_and_chunks_of_any_size_count_every_pair_of_labels_once(monkeypatch, cells, chunk) -> None:
    block = sample(120, 9, 0.4, 8).tolist()
    ratings = Ratings.from_wide(block)
    whole, light = pairwise_agreement(ratings).to_frame(), light_kappa(ratings)
    monkeypatch.setattr(_pairs, "_CELLS", cells)
    monkeypatch.setattr(_pairs, "_CHUNK", chunk)
    pd.testing.assert_frame_equal(pairwise_agreement(ratings).to_frame(), whole)
    again = light_kappa(ratings)
    assert (again.value, again.standard_error) == pytest.approx((light.value, light.standard_error), abs=1e-13)


def test_annotators_so_many_that_most_never_meet_are_counted_by_distinct_keys() -> None:
    rng = np.random.default_rng(6)
    annotators = np.array([rng.choice(3000, 3, replace=False) for _ in range(2000)])
    label = rng.integers(0, 3, (2000, 3))
    item = np.repeat(np.arange(2000), 3)
    ratings = Ratings.from_codes(item, annotators.ravel(), label.ravel())
    frame = pairwise_agreement(ratings).to_frame()
    pairs = {}
    for who, what in zip(annotators, label, strict=True):
        for one, other in combinations(sorted(zip(who.tolist(), what.tolist(), strict=True)), 2):
            pairs.setdefault((one[0], other[0]), []).append(one[1] == other[1])
    found = {(a, b): (n, s) for a, b, n, s in frame.iloc[:, :4].itertuples(index=False)}
    assert found == {pair: (len(same), pytest.approx(np.mean(same))) for pair, same in pairs.items()}


def test_the_worst_pair_comes_first_and_pairs_without_kappa_last() -> None:
    block = [[str(v) for v in row] + [None, None] for row in sample(100, 4, 0.0, 3).tolist()] + [[None] * 4 + ["x"] * 2]
    frame = pairwise_agreement(Ratings.from_wide(block)).to_frame()
    assert frame["kappa"].tolist()[:-1] == sorted(frame["kappa"].tolist()[:-1])
    assert frame.iloc[-1, :3].tolist() == [5, 6, 1]
    assert frame["kappa"].isna().tolist() == [False] * 6 + [True]


def test_pairs_that_share_too_few_items_are_left_out_and_counted() -> None:
    block = [["x", "y", None]] * 6 + [["x", "x", None]] * 6 + [[None, "x", "x"]] * 3
    table = pairwise_agreement(Ratings.from_wide(block), min_items=4)
    assert table.to_frame()[["annotator_a", "annotator_b", "items"]].to_numpy().tolist() == [[1, 2, 12]]
    assert table.warnings == ("1 pairs that share fewer than 4 items are left out.",)
    assert len(pairwise_agreement(Ratings.from_wide(block)).to_frame()) == 2


def test_the_order_of_rows_changes_no_value() -> None:
    rng = np.random.default_rng(9)
    cells = pd.DataFrame(
        [(i, f"a{a}", v) for i, row in enumerate(sample(80, 6, 0.4, 2)) for a, v in enumerate(row) if v is not None],
        columns=["item_id", "annotator_id", "label"],
    )
    mixed = cells.iloc[rng.permutation(len(cells))]
    one, other = ({frozenset(pair): row for pair, row in rows_of(Ratings.from_long(t)).items()} for t in (cells, mixed))
    assert one.keys() == other.keys()
    for pair, row in one.items():
        for name, value in row.items():
            if not name.startswith("annotator"):
                assert other[pair][name] == (value if isinstance(value, str) else pytest.approx(value, nan_ok=True))
    lights = [light_kappa(Ratings.from_long(t)) for t in (cells, mixed)]
    assert (lights[0].value, lights[0].standard_error) == pytest.approx((lights[1].value, lights[1].standard_error))


def test_ratings_are_not_modified() -> None:
    ratings = Ratings.from_wide(sample(40, 4, 0.3, 1).tolist())
    before = [a.copy() for a in (ratings.codes.item, ratings.codes.annotator, ratings.codes.label)]
    pairwise_agreement(ratings)
    light_kappa(ratings)
    after = (ratings.codes.item, ratings.codes.annotator, ratings.codes.label)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_lights_kappa_is_the_mean_of_the_pairs_that_have_one() -> None:
    block = sample(90, 5, 0.5, 12).tolist()
    ratings = Ratings.from_wide(block)
    kappas = pairwise_agreement(ratings).to_frame()["kappa"]
    found = light_kappa(ratings)
    assert found.value == pytest.approx(kappas.mean(), abs=1e-12)
    assert (found.details, found.warnings) == ({"pairs": 10.0, "pairs_left_out": 0.0}, ())


def test_pairs_without_kappa_are_left_out_of_lights_and_counted() -> None:
    block = [["x", "x", "y"], ["x", "x", "x"]] * 10 + [["y", None, "x"], ["y", None, "y"]] * 9
    ratings = Ratings.from_wide(block)
    found = light_kappa(ratings)
    kappas = pairwise_agreement(ratings).to_frame()["kappa"]
    assert kappas.isna().sum() == 1
    assert found.value == pytest.approx(kappas.mean())
    assert found.details == {"pairs": 2.0, "pairs_left_out": 1.0}
    assert "1 pairs of annotators gave one category throughout" in found.warnings[-1]


def test_with_two_annotators_lights_kappa_is_cohens() -> None:
    ratings = Ratings.from_wide(sample(140, 2, 0.2, 3, 0.3).tolist())
    light, cohen = light_kappa(ratings), cohen_kappa(ratings)
    assert (light.value, light.standard_error) == pytest.approx((cohen.value, cohen.standard_error), rel=1e-9)
    assert (light.low, light.high) == pytest.approx((cohen.low, cohen.high), rel=1e-9)
    assert light.status == cohen.status


@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_the_error_of_lights_kappa_is_that_of_the_jackknife_however_unequal_the_overlaps(missing) -> None:
    block = sample(700, 4, missing, 21, 0.3)
    block[:350, 3] = None
    block = [row for row in block.tolist() if sum(v is not None for v in row) >= 2]
    categories, n = categories_of(block), len(block)
    values = [light_kappa(Ratings.from_wide(block[:i] + block[i + 1 :], categories=categories)).value for i in range(n)]
    found = light_kappa(Ratings.from_wide(block, categories=categories))
    assert found.items == n
    assert found.standard_error == pytest.approx(math.sqrt((n - 1) * np.var(values)), rel=0.015)


def test_drawn_annotators_add_the_spread_of_lights_kappa_without_each_of_them() -> None:
    block = sample(120, 5, 0.3, 14, 0.3).tolist()
    ratings = Ratings.from_wide(block)
    given, drawn = light_kappa(ratings), light_kappa(ratings, inference=Inference(annotators="drawn"))
    values = [
        light_kappa(Ratings.from_wide([row[:g] + row[g + 1 :] for row in block], categories=[0, 1, 2])).value
        for g in range(5)
    ]
    added = 4 / 5 * np.sum((np.array(values) - np.mean(values)) ** 2)
    assert drawn.standard_error == pytest.approx(math.sqrt(given.standard_error**2 + added), rel=1e-9)
    assert drawn.value == given.value
    with pytest.raises(SmoError, match="three or more"):
        light_kappa(Ratings.from_wide([row[:2] for row in block]), inference=Inference(annotators="drawn"))


def kappa_in_the_long_run(truth: np.ndarray, right: float, other: float) -> float:
    """Kappa of two annotators who are right with these probabilities and else give any of the three labels alike."""
    first, second = (hit * np.eye(3) + (1 - hit) / 3 for hit in (right, other))
    joint = first.T @ np.diag(truth) @ second
    expected = joint.sum(axis=1) @ joint.sum(axis=0)
    return float((np.trace(joint) - expected) / (1 - expected))


def test_the_interval_of_lights_kappa_covers_as_it_says() -> None:
    """Unequal annotators and overlaps, 400 samples of 150 items: a standard error of the coverage of 1.1 points."""
    rng = np.random.default_rng(20)
    truth, right, present = np.array([0.6, 0.3, 0.1]), [0.9, 0.75, 0.6, 0.85], [1.0, 0.8, 0.6, 0.3]
    true = np.mean([kappa_in_the_long_run(truth, *pair) for pair in combinations(right, 2)])
    inside = 0
    for _ in range(400):
        real = rng.choice(3, (150, 1), p=truth)
        label = np.where(rng.random((150, 4)) < right, real, rng.integers(0, 3, (150, 4)))
        item, annotator = np.nonzero(rng.random((150, 4)) < present)
        found = light_kappa(Ratings.from_codes(item, annotator, label[item, annotator]))
        inside += found.low <= true <= found.high
    assert 0.925 <= inside / 400 <= 0.98


@pytest.mark.parametrize(
    ("block", "status"),
    [
        ([["a", "a", "a"]] * 10, "one_category"),
        ([["a", None], [None, "b"]], "no_pairable_units"),
        ([["a"], ["b"]], "one_annotator"),
        ([["a", "b", "b"]], "one_unit"),
        ([[None, " "]], "no_pairable_units"),
    ],
)
def test_data_that_determine_nothing_give_no_light(block, status) -> None:
    found = light_kappa(Ratings.from_wide(block))
    assert (found.status, found.interval) == (status, None)
    table = pairwise_agreement(Ratings.from_wide(block)).to_frame()
    assert len(table) == (3 if len(block[0]) == 3 else 0)
    assert table["kappa"].isna().all()


@pytest.mark.parametrize("coefficient", [light_kappa, pairwise_agreement])
def test_counts_alone_do_not_say_who_disagreed(coefficient) -> None:
    with pytest.raises(SmoError, match="hold only counts"):
        coefficient(Ratings.from_counts([[2, 0], [1, 1]]))


@pytest.mark.parametrize(
    ("options", "message"), [({"min_items": 0}, "min_items must be 1"), ({"confidence": 95}, "between 0 and 1")]
)
def test_options_out_of_range_are_refused(options, message) -> None:
    with pytest.raises(SmoError, match=message):
        pairwise_agreement(Ratings.from_wide([["a", "b"]]), **options)
