"""Alpha of measurements: whether it has an interval does not hang on equal numbers, and outliers are said."""

from __future__ import annotations

import numpy as np
import pytest

from smo_metrics.agreement import Ratings, krippendorff_alpha

OPTIONS = [{"level": "interval"}, {"level": "ratio"}, {"level": "circular", "period": 40}]


def measured(items: int, seed: int, *, spread: str = "normal") -> np.ndarray:
    rng = np.random.default_rng(seed)
    sizes = {"normal": 2 * rng.normal(size=items), "lognormal": 2 * rng.lognormal(size=items)}[spread]
    return 20 + sizes[:, None] + rng.normal(size=(items, 2))


@pytest.mark.parametrize("options", OPTIONS)
def test_one_item_more_than_64_numbers_hold_does_not_decide_on_an_interval(options) -> None:
    rows = measured(33, 1)
    fewer, more = Ratings.from_wide(rows[:32]), Ratings.from_wide(rows)
    assert (fewer.is_many, more.is_many) == (False, True)
    before, after = (krippendorff_alpha(ratings, **options) for ratings in (fewer, more))
    assert (before.status, after.status) == ("ok", "ok")
    assert [before.low, before.high] == pytest.approx([after.low, after.high], abs=0.05)


@pytest.mark.parametrize("options", OPTIONS)
def test_fewer_than_15_items_off_the_commonest_number_have_no_interval_however_many_numbers_there_are(options) -> None:
    rows = np.vstack([measured(14, 2), np.full((30, 2), 20.0)])
    few = krippendorff_alpha(Ratings.from_wide(rows), **options)
    assert (few.status, few.interval) == ("too_few_minority_items", None)
    enough = krippendorff_alpha(Ratings.from_wide(np.vstack([rows, [[21.0, 22.0]]])), **options)
    assert enough.status == "ok"


def test_counts_of_numbers_are_measurements_too() -> None:
    rows = measured(32, 3).round(1)
    ratings = Ratings.from_wide(rows)
    counts = Ratings.from_counts(ratings.patterns.counts[ratings.patterns.of_item], categories=ratings.categories)
    expected = krippendorff_alpha(ratings, level="interval")
    found = krippendorff_alpha(counts, level="interval")
    assert found.status == "ok"
    assert (found.status, found.low, found.high) == (expected.status, expected.low, expected.high)


def test_names_on_a_circle_are_no_measurements() -> None:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    rows = [["mon", "mon"]] * 20 + [["tue", "wed"], ["thu", "tue"], ["sat", "sun"]] * 6
    found = krippendorff_alpha(Ratings.from_wide(rows, categories=days), level="circular")
    assert found.status == "too_few_minority_items"
    numbers = [[days.index(day) for day in row] for row in rows]
    assert krippendorff_alpha(Ratings.from_wide(numbers), level="circular", period=7).status == "ok"


@pytest.mark.parametrize(("spread", "least", "most"), [("normal", 0, 0.05), ("lognormal", 0.8, 1)])
def test_an_interval_that_a_few_outlying_items_make_too_narrow_says_so(spread, least, most) -> None:
    said = [
        "too narrow" in " ".join(krippendorff_alpha(Ratings.from_wide(rows), level="interval").warnings)
        for rows in (measured(100, seed, spread=spread) for seed in range(100))
    ]
    assert least <= np.mean(said) <= most


def test_outlying_items_are_told_alike_from_patterns_and_one_by_one() -> None:
    rows = np.vstack([measured(31, 4), [[500.0, 505.0]]])
    for items in (rows, np.vstack([rows, [[20.5, 20.6]]])):
        found = krippendorff_alpha(Ratings.from_wide(items), level="interval")
        assert found.interval is not None
        assert "too narrow" in " ".join(found.warnings)
    assert "too narrow" not in " ".join(krippendorff_alpha(Ratings.from_wide(rows), level="ordinal").warnings)


def test_bounded_metrics_have_no_outlying_items() -> None:
    rows = measured(200, 5, spread="lognormal")
    assert krippendorff_alpha(Ratings.from_wide(rows), level="circular", period=1000).interval
    ratio = krippendorff_alpha(Ratings.from_wide(np.exp(measured(200, 6) - 20)), level="ratio")
    assert "too narrow" not in " ".join(ratio.warnings)
