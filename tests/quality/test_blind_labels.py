"""How often blind labels get a small p-value: as often as stated, or less, and none where matches are few."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smo_metrics.quality._shuffled import against_truth, shuffled


@pytest.mark.parametrize(("shares", "items"), [((0.5, 0.5), 60), ((0.75, 0.25), 120), ((0.5, 0.3, 0.2), 60)])
def test_blind_labels_have_no_smaller_p_values_than_stated(shares, items) -> None:
    """4,000 seeded samples against truth; without the half step 4.7 to 5.7 % lie below .05."""
    rng, q, samples = np.random.default_rng(5), len(shares), 4000
    true, label = (rng.choice(q, (samples, items), p=shares) for _ in range(2))
    cell = (np.arange(samples)[:, None] * q + true) * q + label
    counts = np.bincount(cell.ravel(), minlength=samples * q * q).reshape(samples, q, q).astype(float)
    p_value = shuffled(against_truth(counts))[2]
    shown = ~np.isnan(p_value)
    assert shown.mean() > 0.9
    assert (p_value[shown] < 0.05).mean() < 0.05
    assert (p_value[shown] < 0.01).mean() < 0.012


@pytest.mark.parametrize(("rare", "shown"), [(10, True), (9, False)])
def test_five_rare_matches_must_be_expected_for_a_p_value(rare, shown) -> None:
    """Half of the items are y by truth, so that `rare` labels y match rare / 2 times by chance."""
    counts = np.array([[[50.0 - rare // 2, rare // 2], [50.0 - rare + rare // 2, rare - rare // 2]]])
    assert math.isnan(shuffled(against_truth(counts))[2][0]) is not shown
