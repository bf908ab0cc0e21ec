"""Gains are paired, monotone where they must be, and their errors hold what another such month would bring."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation._resampling import days
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.what_if import WhatIfResult, what_if
from smo_metrics.flow.simulation.workload import Workload
from tests.flow.made_projects import two_stages

DAY = 86_400_000


@pytest.fixture(scope="module")
def model() -> FlowModel:
    return flow_model(two_stages(label=11.5, sent_back=0.05, a_day=38, handoff=45))


def tried(model: FlowModel, *texts: str, seed: int = 1, replications: int = 8, **options: float) -> WhatIfResult:
    fixes = [Fix.parse(text) for text in texts]
    return what_if(model, fixes, rng=np.random.default_rng(seed), replications=replications, **options)


def test_the_same_seed_gives_the_same_gains(model: FlowModel) -> None:
    one, other = tried(model, "people label"), tried(model, "people label")
    np.testing.assert_array_equal(one.gains, other.gains)
    assert (tried(model, "people label", seed=2).gains != one.gains).any()


def test_a_fix_gains_the_same_whichever_others_are_tried(model: FlowModel) -> None:
    alone, among = tried(model, "rework label"), tried(model, "people review", "rework label", "handoff review")
    np.testing.assert_array_equal(alone.gains[0], among.gains[1])


def test_more_of_a_fix_gains_more(model: FlowModel) -> None:
    result = tried(
        model, "people label 1", "people label 3", "rework label 0.5", "rework label 0", "handoff review 0.5",
        "handoff review 0", "longer_hours label 1", "longer_hours label 3",
    )  # fmt: skip
    gain = result.gain()[0]
    assert (gain[1::2] > gain[::2]).all()
    assert (gain > 0).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 3))
def test_an_idle_extra_person_never_lengthens_lead_times_beyond_its_error(seed: int, people: int, extra: int) -> None:
    model = flow_model(two_stages(seed=seed, days=10, a_day=30, reviewers=people, sent_back=0.1))
    result = tried(model, f"people label {extra}", f"people review {extra}", replications=5, seed=seed)
    gain, error = result.gain()
    assert (gain >= -3 * error - 1e-9).all()


def test_the_error_is_that_of_another_month_like_this_one() -> None:
    """The spread of the gains over logs of the same project is what the error of one log claims."""
    gains, errors = [], []
    for seed in range(24):
        model = flow_model(two_stages(seed=100 + seed, label=11.0, a_day=38, days=25))
        gain, error = tried(model, "people label", replications=10, seed=seed).gain()
        gains.append(gain[0])
        errors.append(error[0])
    assert 0.5 < np.std(gains, ddof=1) / np.mean(errors) < 1.6


def test_attainment_needs_a_target(model: FlowModel) -> None:
    without = tried(model, "people label")
    assert "gain_attainment" not in without.to_frame()
    assert "attainment" not in without.to_dict()["lead"]
    result = tried(model, "people label", target_hours=4.0)
    frame = result.to_frame()
    assert 0 < frame["gain_attainment"][0] <= 1
    assert 0 < result.to_dict()["lead"]["attainment"] < 1
    assert json.dumps(result.to_dict())


def test_intervals_hold_the_gain_and_keep_the_sign_of_one_that_every_draw_shows(model: FlowModel) -> None:
    frame = tried(model, "people label", "people review").to_frame()
    for measure in ("gain_mean_hours", "gain_p90_hours"):
        assert (frame[f"{measure}_low"] <= frame[measure]).all()
        assert (frame[measure] <= frame[f"{measure}_high"]).all()
    assert frame["gain_mean_hours_low"][0] > 0


@pytest.mark.parametrize(("text", "message"), [
    ("people audit", "no stage 'audit'. There is label, review"), ("batch review", "no batches were found at 'review'"),
    ("rework review", "no task is sent back to 'review'"), ("handoff label", "no delay in handing over to 'label'"),
    ("align_hours label", "fit those of the stage before it, or none is before it"),
    ("align_hours review", "fit those of the stage before it"),
])  # fmt: skip
def test_a_fix_that_the_project_has_nothing_for_is_refused(model: FlowModel, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        tried(model, text)


def test_too_few_replications_are_refused(model: FlowModel) -> None:
    with pytest.raises(SettingsError, match="5 is the least"):
        tried(model, "people label", replications=4)


def test_four_days_are_too_few_to_say_how_sure_a_gain_is() -> None:
    result = tried(flow_model(two_stages(days=4, label=12)), "people label")
    assert np.isnan(result.gain()[1]).all()
    assert np.isnan(result.to_frame()["gain_mean_hours_low"]).all()
    assert result.to_dict()["fixes"][0]["gain_mean_hours_se"] is None
    assert "4 dates only" in result.warnings[-1]


def test_a_person_can_be_added_in_one_region() -> None:
    log = two_stages(a_day=70, labellers=2)
    log["region"] = log["actor_id"].map({"label0": "Dublin", "label1": "Manila", "review0": "Dublin"})
    model = flow_model(log)
    gain = tried(model, "people label in Manila", "people label in Dublin").gain()[0]
    assert (gain > 0).all()
    with pytest.raises(SettingsError, match="There is label, review, label in Dublin, label in Manila"):
        tried(model, "people label in Lima")
    with pytest.raises(SettingsError, match="for all regions"):
        tried(model, "longer_hours label in Manila")


def test_every_rule_can_be_tried(model: FlowModel) -> None:
    assert tried(model, "rule fifo").gain()[0] == pytest.approx(0)
    assert abs(tried(model, "rule oldest_task").gain()[0][0]) < 2


def test_drawn_days_keep_weekday_hour_and_way_of_their_tasks(model: FlowModel) -> None:
    drawn = days(model.workload, model.unfinished, "UTC").draw(np.random.default_rng(5))
    assert (np.diff(drawn.arrival) >= 0).all()
    minutes = {moment % DAY for moment in model.workload.arrival.tolist()}
    assert {moment % DAY for moment in drawn.arrival.tolist()} <= minutes
    assert set((drawn.arrival // DAY + 3) % 7) <= {0, 1, 2, 3, 4}
    assert drawn.first[-1] == drawn.size == drawn.after[-1]


def test_drawn_days_keep_local_hours_through_daylight_saving() -> None:
    log = two_stages(days=30)  # to 10 April: Dublin's clocks go forward on 29 March
    model = flow_model(log)
    local = np.array(model.workload.arrival)
    drawn = days(model.workload, model.unfinished, "Europe/Dublin").draw(np.random.default_rng(1))
    change = 1_774_746_000_000
    assert set(drawn.arrival[drawn.arrival < change] % DAY) - set(local % DAY)  # some came from summer, an hour earlier
    assert len(np.unique((drawn.arrival % DAY) // 3_600_000)) >= 9


def test_an_unfinished_task_goes_the_way_of_a_finished_one(model: FlowModel) -> None:
    late = model.workload.arrival[-50:]
    rng, again = np.random.default_rng(5), days(model.workload, late, "UTC")
    drawn = np.mean([len(again.draw(rng).arrival) for _ in range(40)])
    assert drawn == pytest.approx(len(model.workload.arrival) + 50, rel=0.03)


def test_half_the_returns_are_spared_by_fair_coins_and_later_ones_go_with_earlier_ones() -> None:
    tasks, rounds = 4_000, 3
    stage = np.tile([0, 1] * (rounds + 1), tasks)
    loop = np.tile(np.repeat(np.arange(rounds + 1), 2), tasks)
    steps = len(stage)
    nothing = np.zeros(steps, np.int64)
    work = Workload(
        np.arange(tasks), np.arange(0, steps + 1, 2 * (rounds + 1)), stage, nothing + 1, nothing, nothing,
        np.arange(1, steps + 1), loop, np.where(loop > 0, 0, -1), nothing,
    )  # fmt: skip
    less = work.with_less_rework(0, 0.5, np.random.default_rng(3).random(tasks))
    kept = np.bincount(less.loop // 1, minlength=4) / 2 / tasks
    np.testing.assert_allclose(kept, [1, 0.5, 0.25, 0.125], atol=0.03)
    rounds_left = np.maximum.reduceat(less.loop, less.first[:-1])
    np.testing.assert_array_equal(np.diff(less.first), 2 * (1 + rounds_left))
    assert less.after[-1] == less.size


@pytest.mark.parametrize(("stages", "pools", "batches", "message"), [
    (("a",), (), {}, "nobody serves the stage 'a'"), ((), (), {}, "it has no stage"),
    (("a",), (Pool(("a", "b"), 1),), {}, "'b', which is no stage"), (("a",), (Pool(("a",), 0),), {}, "has 0 people"),
    (("a",), (Pool(("a",), 1),), {"a": 0}, "batch of 'a' is 0"),
])  # fmt: skip
def test_a_network_says_all_that_is_wrong(stages: tuple, pools: tuple, batches: dict, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Network(stages, pools, batches)
