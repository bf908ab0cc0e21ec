"""The table behind the fan chart: past days of no width, the forecast up to the scope, the due date as a mark."""

from __future__ import annotations

import numpy as np

from smo_metrics.sla.scoring.fan import QUANTILES
from tests.status.delivery.conftest import AS_OF, project


def test_past_days_have_no_width_and_show_what_was_done(whole) -> None:
    past = whole.fan[whole.fan["done_tasks"].notna()]
    for name in QUANTILES:
        np.testing.assert_array_equal(past[name], past["done_tasks"])
    assert (past.filter(like="band_") == 0).all(axis=None)
    assert past["done_tasks"].is_monotonic_increasing


def test_the_first_day_ahead_is_that_of_the_export_and_days_follow_without_a_gap(whole) -> None:
    ahead = whole.fan[whole.fan["done_tasks"].isna()]
    assert ahead["day"].iloc[0] == AS_OF.date()
    steps = {(later - day).days for day, later in zip(whole.fan["day"], whole.fan["day"][1:], strict=False)}
    assert steps == {1}
    assert ahead["p50"].iloc[0] >= whole.fan["done_tasks"].max()


def test_the_bands_stack_up_to_the_highest_quantile_and_never_beyond_the_scope(whole) -> None:
    fan = whole.fan
    stacked = fan["base"] + fan.filter(like="band_").sum(axis=1)
    np.testing.assert_allclose(stacked, fan["p97_5"])
    assert (fan["scope_tasks"] == 600).all()
    assert fan["p97_5"].max() == 600


def test_the_due_date_is_marked_once_at_the_scope(whole) -> None:
    marked = whole.fan.dropna(subset=["due_tasks"])
    assert marked["day"].tolist() == [project().delivery.due_date]
    assert marked["due_tasks"].tolist() == [600]


def test_the_finish_counts_days_from_the_first_ahead_and_against_the_due_date(whole) -> None:
    finish = whole.finish
    assert finish["sure_share"].tolist() == [0.5, 0.8, 0.95]
    for row in finish.to_dict("records"):
        assert (row["finish_date"] - AS_OF.date()).days + 1 == row["days_ahead"]
        assert (row["finish_date"] - project().delivery.due_date).days == row["days_after_due"]
