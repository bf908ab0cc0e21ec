"""Verdicts and sentences on made-up gains: the best, ties, chance, nothing, harm."""

from __future__ import annotations

import numpy as np
import pytest

from smo_metrics.flow.simulation._bottleneck_words import fix_sentence, lead_words
from smo_metrics.flow.simulation._ranking import ranked
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.what_if import WhatIfResult

LEAD = 10.0
WORDS = lead_words(LEAD, 11.0)


def made(*gains: list[float] | np.ndarray, dates: int = 20) -> WhatIfResult:
    """Give a result with these gains in the mean lead time of 10 h, replication by replication."""
    rows = np.array(gains, float)
    cube = np.stack([rows, rows, np.full_like(rows, np.nan)], axis=2)
    base = np.full((rows.shape[1], 3), LEAD)
    fixes = tuple(Fix("people", f"stage {number}", 1) for number in range(len(gains)))
    return WhatIfResult(fixes, base, cube, dates, None, ())


def around(mean: float, spread: float, seed: int = 0) -> np.ndarray:
    values = np.random.default_rng(seed).normal(0, 1, 20)
    return mean + spread * (values - values.mean()) / values.std(ddof=1)


def verdicts(*gains: np.ndarray, dates: int = 20) -> list[str]:
    return ranked(made(*gains, dates=dates)).sort_index()["verdict"].tolist()


def sentence(*gains: np.ndarray) -> str:
    result = made(*gains)
    row = ranked(result).iloc[0].to_dict()
    return fix_sentence(row, result.fixes[int(ranked(result).index[0])], WORDS, "of the usual fixes")


def test_a_clear_order_has_one_best() -> None:
    assert verdicts(around(1, 0.1), around(5, 0.1, 1), around(2, 0.1, 2)) == ["helps", "best", "helps"]


def test_gains_within_the_paired_error_tie() -> None:
    assert verdicts(around(5, 1.0), around(4.6, 1.0, 1)) == ["best", "tied with the best"]


def test_a_paired_difference_that_is_always_there_does_not_tie_when_it_is_large() -> None:
    common = around(0, 1.0)
    assert verdicts(6 + common, 4 + common) == ["best", "helps"]


def test_nearly_as_large_inside_the_interval_ties_though_the_difference_is_sure() -> None:
    common = around(0, 1.0)
    assert verdicts(6 + common, 5.5 + common) == ["best", "tied with the best"]


def test_ratios_are_looked_at_where_gains_are_skewed() -> None:
    scale = np.exp(around(0, 0.8))
    assert verdicts(4 * scale, 1.0 * scale) == ["best", "helps"]


def test_nothing_ties_with_the_best_below_a_hundredth_or_at_a_loss() -> None:
    assert verdicts(around(0.9, 2.0), around(-1, 2.0, 1), around(0.05, 0.01, 2)) == ["best", "unsure", "no effect"]


def test_a_best_that_may_be_chance_says_so() -> None:
    assert sentence(around(0.9, 2.0)).endswith("the largest gain of the usual fixes, but that may be chance.")


def test_a_small_gain_with_a_wide_interval_is_not_called_none() -> None:
    assert verdicts(around(5, 0.1), around(0.05, 4.0, 1)) == ["best", "unsure"]


def test_few_dates_give_no_best() -> None:
    assert verdicts(around(5, 0.1), around(0.05, 0.01), dates=3) == ["unsure", "unsure"]


def test_a_loss_is_said_as_one() -> None:
    assert verdicts(around(-2, 0.1)) == ["makes it longer"]
    assert sentence(around(-2, 0.1)).endswith(
        " would add 2.0 h to the mean lead time of 10.0 h as simulated (11.0 h in the log)."
    )
    assert "nothing to be said" in sentence(around(-0.85, 2.0))


@pytest.mark.parametrize(("fix", "words"), [
    (Fix("people", "review", 2), "2 more people at review"),
    (Fix("batch", "review", 0.25), "Review's batches 25% as large"),
    (Fix("rework", "label", 0), "No work sent back to label"),
    (Fix("handoff", "review", 0.5), "The delay before review cut to half"),
    (Fix("rule", "oldest_task", 1), "Oldest task first"),
    (Fix("longer_hours", "review", 1.5), "Review's shifts 1.5 h longer"),
])  # fmt: skip
def test_every_kind_of_fix_has_words(fix: Fix, words: str) -> None:
    row = ranked(made(around(5, 0.1))).iloc[0].to_dict()
    assert fix_sentence(row, fix, WORDS, "of those asked for").startswith(f"{words} would take 5.0 h")
