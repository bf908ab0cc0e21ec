"""Intervals of single annotators and categories: their confidence, their errors, and when kappa has one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from smo_metrics.agreement import Inference, Ratings, annotator_agreement, category_agreement, cohen_kappa

THREE = [list(row) for row in ("xxy", "xxx", "yyx", "yyy", "xyx", "xxx", "yxy", "yyy", "xxx", "yyx", "xyy", "xxx")]


def wilson_of_a_ratio(hits: list[float], totals: list[float], confidence: float) -> tuple[float, float, float]:
    """Sum over sum with the roots of Wilson's quadratic, on the size that the ratio's variance over items amounts to.

    The variance is Cochran's (1977, eq. 2.39); the degrees of freedom of Student's t are Satterthwaite's.
    """
    share, n = sum(hits) / sum(totals), len(hits)
    apart = [(h - share * t) ** 2 for h, t in zip(hits, totals, strict=True)]
    variance = n / (n - 1) * sum(apart) / sum(totals) ** 2
    size = share * (1 - share) / variance
    degrees = 2 * sum(apart) ** 2 / (sum(d**2 for d in apart) - sum(apart) ** 2 / n)
    q = stats.t.ppf((1 + confidence) / 2, min(degrees, n - 1))
    low, high = sorted(np.roots([size + q**2, -(2 * size * share + q**2), size * share**2]).real)
    return share, low, high


def wilson_of_a_mean(values: list[float], confidence: float) -> tuple[float, float, float]:
    return wilson_of_a_ratio(values, [1.0] * len(values), confidence)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_an_annotators_kappa_has_the_interval_of_cohens_kappa_over_items_minus_one(confidence) -> None:
    ratings = Ratings.from_wide([row[:2] for row in THREE * 4])
    expected = cohen_kappa(ratings, confidence=confidence, inference=Inference(ddof=1))
    for row in annotator_agreement(ratings, confidence=confidence).to_frame().to_dict("records"):
        assert (row["kappa_low"], row["kappa_high"]) == pytest.approx((expected.low, expected.high), rel=1e-12)
    assert -1 < expected.low < expected.value


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_an_annotators_gap_has_newcombes_interval_at_the_confidence_asked_for(confidence) -> None:
    table = annotator_agreement(Ratings.from_wide(THREE), confidence=confidence).to_frame().set_index("annotator")
    for place in range(3):
        others = [(row[:place] + row[place + 1 :]) for row in THREE]
        own = wilson_of_a_mean([rest.count(r[place]) / 2 for r, rest in zip(THREE, others, strict=True)], confidence)
        rest = wilson_of_a_mean([float(a == b) for a, b in others], confidence)
        low = own[0] - rest[0] - math.hypot(own[0] - own[1], rest[2] - rest[0])
        high = own[0] - rest[0] + math.hypot(own[2] - own[0], rest[0] - rest[1])
        row = table.loc[place + 1]
        assert row[["agreement", "agreement_low", "agreement_high"]].tolist() == pytest.approx(own)
        assert row[["gap", "gap_low", "gap_high"]].tolist() == pytest.approx([own[0] - rest[0], low, high])


def test_items_where_the_others_leave_the_commonest_label_let_kappa_have_an_interval() -> None:
    rows = [["y", "y", "y"]] * 5 + [["x", "y", "x"]] * 10 + [["x", "x", "x"]] * 10
    first = annotator_agreement(Ratings.from_wide(rows)).to_frame().set_index("annotator").loc[1]
    assert first["status"] == "ok"
    assert first["kappa_low"] < first["kappa"] < first["kappa_high"]
    fewer = annotator_agreement(Ratings.from_wide(rows[1:])).to_frame().set_index("annotator")
    assert fewer.loc[2, "status"] == "too_few_minority_items"
    assert math.isnan(fewer.loc[2, "kappa_low"])


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("rows", [THREE, [*THREE[:4], *([list("xxx")] * 20), list("xyy"), list("xyy")]])
def test_a_categorys_agreement_has_its_interval_over_items_at_the_confidence_asked_for(confidence, rows) -> None:
    chosen = [row.count("x") for row in rows if "x" in row]
    both = [n * (n - 1) / 2 for n in chosen]
    x = category_agreement(Ratings.from_wide(rows), confidence=confidence).to_frame().set_index("category").loc["x"]
    shown = x[["agreement", "agreement_low", "agreement_high"]].tolist()
    assert shown == pytest.approx(wilson_of_a_ratio(both, chosen, confidence))
