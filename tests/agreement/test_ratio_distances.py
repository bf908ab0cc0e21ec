"""Mean ratio distances by interpolation against those from every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.agreement._ratio import _POINTS, _interpolation, ratio_distance, ratio_to_all


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1e-12, 1e12)), min_size=1, max_size=80, unique=True),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_mean_ratio_distances_equal_those_from_every_pair(values, random) -> None:
    values = np.array(values)
    shares = np.array([random.random() + 0.01 for _ in values])
    shares /= shares.sum()
    literal = ratio_distance(values[:, None], values[None, :]) @ shares
    assert ratio_to_all(values, shares) == pytest.approx(literal, rel=1e-11, abs=1e-15)


def test_ratio_distances_of_readings_close_together_keep_their_digits() -> None:
    values = 1e6 + np.linspace(0, 1, 400)
    shares = np.full(400, 1 / 400)
    literal = ratio_distance(values[:, None], values[None, :]) @ shares
    assert ratio_to_all(values, shares) == pytest.approx(literal, rel=1e-10, abs=0)


def test_a_value_at_a_node_takes_that_nodes_sum() -> None:
    assert _interpolation(_POINTS) == pytest.approx(np.eye(len(_POINTS)), abs=1e-14)
