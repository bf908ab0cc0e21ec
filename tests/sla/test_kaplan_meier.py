"""Survival curves against published figures, exact fractions and a simulation."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SmoError
from smo_metrics.sla.survival._counted_times import counted_times
from smo_metrics.sla.survival.kaplan_meier import kaplan_meier

# Weeks in remission: Freireich et al. (1963), Blood 21, 699-716, as in Gehan (1965), Biometrika 52, 203-223, table 1.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
REFERENCE = Path(__file__).parents[3] / "shared" / "refs" / "flow" / "km_freireich_gehan.json"
TASKS = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=30)


def literal(tasks: list[tuple[int, bool]]) -> dict[int, tuple[Fraction, Fraction | None]]:
    """Survival, and Greenwood's sum, at each distinct duration, in fractions; None where nobody is left."""
    survival, total, found = Fraction(1), Fraction(0), {}
    for time in sorted({time for time, _ in tasks}):
        at_risk = sum(other >= time for other, _ in tasks)
        events = sum(other == time and done for other, done in tasks)
        survival *= Fraction(at_risk - events, at_risk)
        total = total + Fraction(events, at_risk * (at_risk - events)) if at_risk > events else None
        found[time] = survival, total
        if total is None:
            break
    return found


def test_remission_times_have_the_published_curve_and_errors() -> None:
    curve = kaplan_meier(SIX_MP, RELAPSED)
    # Kleinbaum & Klein, Survival Analysis, ch. 2; Lawless, Statistical Models and Methods for Lifetime Data, ch. 3.
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    errors = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}
    assert dict(zip(published, curve.at(list(published)), strict=True)) == pytest.approx(published, abs=0.0005)
    by_time = dict(zip(curve.times, curve.standard_error, strict=True))
    assert {time: by_time[time] for time in errors} == pytest.approx(errors, abs=0.00006)
    assert (curve.median, kaplan_meier(PLACEBO, [True] * 21).median) == (23, 8)


def test_remission_times_have_the_published_log_log_interval() -> None:
    # Freireich 6-MP at 6 and 23 weeks by S ** exp(+-1.96 se / (S |log S|)), each factor from the printed table:
    # 0.857 with 0.0764, 0.448 with 0.1346.
    curve = kaplan_meier(SIX_MP, RELAPSED)
    for time, share, error in ((6, 0.857, 0.0764), (23, 0.448, 0.1346)):
        spread = math.exp(1.96 * error / (share * -math.log(share)))
        row = np.flatnonzero(curve.times == time)[0]
        assert curve.low[row] == pytest.approx(share**spread, abs=0.002)
        assert curve.high[row] == pytest.approx(share ** (1 / spread), abs=0.002)
    done, row = curve.attained_by(23), curve.times.tolist().index(23)
    assert done.value == pytest.approx(1 - 0.448, abs=0.0005)
    assert (done.low, done.high) == (1 - curve.high[row], 1 - curve.low[row])
    assert curve.low[curve.times < 13].min() > 0.5 > curve.low[curve.times == 13][0]
    assert (curve.median_low, math.isnan(curve.median_high)) == (13, True)


@pytest.mark.skipif(not REFERENCE.is_file(), reason="reference data not beside the project")
def test_the_reference_file_holds_the_same_figures() -> None:
    expected = json.loads(REFERENCE.read_text(encoding="utf-8"))["expected"]
    curve = kaplan_meier(SIX_MP, RELAPSED)
    times = [float(time) for time in expected["km_6mp"]]
    assert curve.at(times) == pytest.approx(list(expected["km_6mp"].values()), abs=0.0005)
    assert curve.median == expected["median"]["sixmp"]


@settings(max_examples=100, deadline=None)
@given(tasks=TASKS, scale=st.sampled_from([1, 0.25, 1e-3, 977.77]))
def test_curve_and_error_are_those_of_exact_fractions(tasks, scale) -> None:
    curve = kaplan_meier([time * scale for time, _ in tasks], [done for _, done in tasks])
    exact = literal(tasks)
    assert curve.times == pytest.approx([time * scale for time in sorted({time for time, _ in tasks})])
    for row, (survival, total) in enumerate(exact.values()):
        assert curve.survival[row] == pytest.approx(float(survival), abs=1e-12)
        if total is None:
            assert math.isnan(curve.standard_error[row])
        else:
            assert curve.standard_error[row] == pytest.approx(float(survival) * math.sqrt(total), abs=1e-12)
    assert curve.events.sum() == sum(done for _, done in tasks)
    assert curve.events.sum() + curve.censored.sum() == len(tasks)
    assert curve.at_risk[0] == len(tasks)
    halves = [time for time, (survival, _) in exact.items() if survival <= Fraction(1, 2)]
    assert curve.median == pytest.approx(halves[0] * scale if halves else math.nan, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(tasks=TASKS, offset=st.sampled_from([0.0, 0.5, 1e9]))
def test_counting_whole_numbers_and_sorting_any_numbers_agree_with_a_loop(tasks, offset) -> None:
    durations = np.array([time + offset for time, _ in tasks])
    times, events, leaving = counted_times(durations, np.array([done for _, done in tasks]))
    expected = sorted({time + offset for time, _ in tasks})
    assert times.tolist() == expected
    assert events.tolist() == [sum(t + offset == time and done for t, done in tasks) for time in expected]
    assert leaving.tolist() == [sum(t + offset == time for t, _ in tasks) for time in expected]


@settings(max_examples=50, deadline=None)
@given(tasks=TASKS, seed=st.integers(0, 9))
def test_the_order_of_tasks_changes_nothing_and_inputs_stay_as_they_are(tasks, seed) -> None:
    durations = np.array([time / 4 for time, _ in tasks])
    completed = np.array([done for _, done in tasks])
    order = np.random.default_rng(seed).permutation(len(tasks))
    before = durations.copy(), completed.copy()
    first, second = kaplan_meier(durations, completed), kaplan_meier(durations[order], completed[order])
    assert first.to_dict() == second.to_dict()
    assert np.array_equal(durations, before[0])
    assert np.array_equal(completed, before[1])


def test_without_open_tasks_the_curve_is_the_plain_share_that_took_longer() -> None:
    durations = np.random.default_rng(1).gamma(2, 3, 500)
    curve = kaplan_meier(durations, np.ones(500, dtype=bool))
    asked = np.array([0.0, 1.0, 5.0, 9.9, durations.max(), 1e6])
    assert curve.at(asked) == pytest.approx((durations > asked[:, None]).mean(axis=1), abs=1e-12)


def test_nothing_is_said_beyond_the_longest_duration_of_an_open_task() -> None:
    curve = kaplan_meier([1, 2, 3], [True, True, False])
    assert curve.at([0, 3, 3.1]) == pytest.approx([1, 1 / 3, math.nan], nan_ok=True)
    beyond = curve.attained_by(4)
    assert math.isnan(beyond.value)
    assert math.isnan(beyond.low)
    assert kaplan_meier([1, 2], [True, True]).attained_by(4).value == 1


def test_no_completion_gives_a_flat_curve_without_interval_or_median() -> None:
    curve = kaplan_meier([3.0, 4.0], [False, False])
    assert curve.survival.tolist() == [1, 1]
    assert np.isnan([*curve.low, *curve.high, curve.median]).all()
    assert curve.to_dict()["median"] is None


def test_intervals_at_one_duration_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(600):
        took, seen = rng.exponential(1, 80), rng.uniform(0, 3, 80)
        share = kaplan_meier(np.minimum(took, seen), took <= seen).attained_by(1.0)
        covered.append(share.low <= 1 - math.exp(-1) <= share.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.025)  # 2.8 standard errors of 600 histories


@pytest.mark.parametrize(
    ("durations", "completed", "words"),
    [
        ([], [], "at least one number"),
        ([1, -2], [1, 1], "1 of 2 are not, the first at place 2: -2.0"),
        ([1, math.nan], [1, 1], "place 2: nan"),
        ([1, math.inf], [1, 1], "place 2: inf"),
        (["a", "b"], [1, 1], "must be numbers"),
        ([10**400, 1], [1, 1], "must be numbers"),
        (pd.to_timedelta(["1h", "2h"]), [1, 1], "Convert them to hours"),
        ([1, 2], [[1], [1, 2]], "lists of unlike length"),
        ([1, 2], [1], r"each of 2 durations"),
        ([1, 2], [1, 2], "2 arrived at place 2"),
        ([1, 2], [True, None], "None arrived at place 2"),
        ([1, 2], [True, pd.NA], "<NA> arrived at place 2"),
        ([1, 2], [1, math.nan], "nan arrived at place 2"),
    ],
)
def test_what_is_no_duration_is_refused_with_its_place(durations, completed, words) -> None:
    with pytest.raises(SmoError, match=words):
        kaplan_meier(durations, completed)


def test_what_is_no_duration_is_refused_when_a_curve_is_asked() -> None:
    curve = kaplan_meier([1, 2], [1, 0])
    for asked in ("x", [1, pd.NA], pd.to_timedelta(["1h"])):
        with pytest.raises(SmoError, match="must be numbers"):
            curve.at(asked)
    with pytest.raises(SmoError, match=r"duration must be one number; \[1, 2\] arrived"):
        curve.attained_by([1, 2])


@pytest.mark.parametrize("confidence", [0, 1, 95, "0.95", math.nan])
def test_a_confidence_outside_0_to_1_is_refused(confidence) -> None:
    with pytest.raises(SmoError, match="between 0 and 1"):
        kaplan_meier([1], [True], confidence=confidence)
