"""Cells and cuts of the tables of `smo-metrics flow`: small figures are shown as small, never as none."""

from __future__ import annotations

import pytest

from smo_metrics.cli import flow_tables


@pytest.mark.parametrize(
    ("share", "cell"),
    [(0.0, "0 %"), (0.004, "<1 %"), (-0.004, ">-1 %"), (0.012, "1 %"), (-0.05, "-5 %"), (float("nan"), "-")],
)
def test_small_shares_are_not_shown_as_none(share, cell) -> None:
    assert flow_tables._share(share) == cell


@pytest.mark.parametrize(("hours", "cell"), [(-0.004, "0.00"), (0.0, "0.00"), (-0.006, "-0.01"), (12.34, "12.3")])
def test_no_hours_below_zero_are_none(hours, cell) -> None:
    assert flow_tables._hour(hours) == cell


def test_one_line_that_is_left_out_is_one() -> None:
    assert list(flow_tables._few(["a", "b"], 1, "note")) == ["a", "... and 1 more note: --json has all."]
