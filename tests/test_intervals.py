"""The intervals that agreement and gold accuracy share, against their formulas written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._intervals import mean_share


def wilson_written_out(share: float, size: float, quantile: float) -> tuple[float, float]:
    """Wilson (1927): the shares p with |share - p| = quantile * sqrt(p (1 - p) / size), as roots of a quadratic."""
    a, b, c = size + quantile**2, -(2 * size * share + quantile**2), size * share**2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_a_clustered_share_has_wilsons_interval_on_cochrans_variance(confidence) -> None:
    hits, totals = [3, 0, 2, 1, 3, 1], [3, 2, 3, 2, 3, 3]
    n, share = len(hits), sum(hits) / sum(totals)
    squares = sum((hit - share * total) ** 2 for hit, total in zip(hits, totals, strict=True))
    variance = squares / (n - 1) / n / (sum(totals) / n) ** 2
    quantile = stats.t.ppf((1 + confidence) / 2, n - 1)
    expected = wilson_written_out(share, share * (1 - share) / variance, quantile)
    assert share * (1 - share) / variance < sum(totals)
    value, low, high = clustered_shares(moments(np.array([hits]).T, np.array([totals]).T).sum(axis=1), confidence)
    assert value[0] == share
    assert (low[0], high[0]) == pytest.approx(expected, rel=1e-12)


def test_clusters_that_balance_their_labels_count_for_no_more_than_these() -> None:
    hits, totals = np.array([[1, 1, 1, 1, 2, 0]]).T, np.full((6, 1), 2)
    _, low, high = clustered_shares(moments(hits, totals).sum(axis=1), 0.95)
    assert (low[0], high[0]) == pytest.approx(wilson_written_out(0.5, 12, stats.t.ppf(0.975, 5)), rel=1e-12)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_a_mean_of_shares_has_wilsons_interval_on_the_variance_of_a_mean(confidence) -> None:
    values, times = [0.0, 0.5, 1.0], [2, 3, 4]
    items = np.repeat(values, times)
    mean, variance = items.mean(), items.var(ddof=1) / len(items)
    quantile = stats.t.ppf((1 + confidence) / 2, len(items) - 1)
    share = mean_share(np.array(values), np.array(times, dtype=float), confidence)
    assert share.value == pytest.approx(mean)
    expected = wilson_written_out(mean, mean * (1 - mean) / variance, quantile)
    assert (share.low, share.high) == pytest.approx(expected, rel=1e-12)
