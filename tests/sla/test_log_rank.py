"""The log-rank test against published figures, exact fractions, permutations and a simulation."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SmoError
from smo_metrics.sla.survival.log_rank import log_rank
from tests.sla.test_kaplan_meier import PLACEBO, RELAPSED, SIX_MP

TASKS = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from("abc")), min_size=2, max_size=25)


def literal_two(tasks: list[tuple[int, bool, str]], group: str) -> tuple[Fraction, Fraction, Fraction]:
    """Observed, expected and variance of one group against all others, in fractions, by Mantel's sums."""
    observed, expected, variance = Fraction(0), Fraction(0), Fraction(0)
    for time in sorted({time for time, done, _ in tasks if done}):
        n = sum(other >= time for other, _, _ in tasks)
        mine = sum(other >= time and name == group for other, _, name in tasks)
        d = sum(other == time and done for other, done, _ in tasks)
        observed += sum(other == time and done and name == group for other, done, name in tasks)
        expected += Fraction(d * mine, n)
        if n > 1:
            variance += Fraction(d * mine * (n - mine) * (n - d), n * n * (n - 1))
    return observed, expected, variance


def columns(tasks: list[tuple[int, bool, str]]) -> tuple[list[int], list[bool], list[str]]:
    return [t for t, _, _ in tasks], [d for _, d, _ in tasks], [g for _, _, g in tasks]


def test_remission_times_have_the_published_statistic() -> None:
    groups = ["6-MP"] * 21 + ["placebo"] * 21
    result = log_rank(SIX_MP + PLACEBO, RELAPSED + [1] * 21, groups)
    # Kleinbaum & Klein, Survival Analysis, ch. 2: 16.79 on 1 degree of freedom; 9 and 21 relapses, 19.25 and 10.75
    # expected.
    assert result.statistic == pytest.approx(16.79, abs=0.005)
    assert result.degrees_of_freedom == 1
    assert result.p_value < 0.001
    assert result.groups.values.tolist() == [
        ["6-MP", 21, 9, pytest.approx(19.25, abs=0.005)],
        ["placebo", 21, 21, pytest.approx(10.75, abs=0.005)],
    ]


@settings(max_examples=100, deadline=None)
@given(tasks=TASKS)
def test_two_groups_give_mantels_sums_in_exact_fractions(tasks) -> None:
    tasks = [(t, d, "a" if g == "a" else "b") for t, d, g in tasks] + [(3, True, "a"), (3, True, "b")]
    result = log_rank(*columns(tasks))
    observed, expected, variance = literal_two(tasks, "a")
    assert result.groups["observed"][0] == observed
    assert result.groups["expected"][0] == pytest.approx(float(expected))
    if variance:
        assert result.statistic == pytest.approx(float((observed - expected) ** 2 / variance), abs=1e-9)
        assert result.p_value == pytest.approx(math.erfc(math.sqrt(result.statistic / 2)), abs=1e-9)
    else:
        assert (result.degrees_of_freedom, math.isnan(result.statistic), len(result.warnings)) == (0, True, 1)


@settings(max_examples=60, deadline=None)
@given(tasks=TASKS, seed=st.integers(0, 5))
def test_names_and_order_of_groups_and_tasks_change_nothing(tasks, seed) -> None:
    tasks = [*tasks, (2, True, "a"), (2, True, "b"), (3, True, "c")]
    shuffled = [tasks[i] for i in np.random.default_rng(seed).permutation(len(tasks))]
    renamed = [(t, d, {"a": "z", "b": "y", "c": "x"}[g]) for t, d, g in shuffled]
    first, second = log_rank(*columns(tasks)), log_rank(*columns(renamed))
    assert first.statistic == pytest.approx(second.statistic, abs=1e-9)
    assert first.groups["expected"].sum() == pytest.approx(first.groups["observed"].sum())


def test_three_groups_give_the_quadratic_form_of_any_two_of_them() -> None:
    rng = np.random.default_rng(3)
    time, done, group = rng.integers(1, 30, 90), rng.random(90) < 0.7, rng.integers(0, 3, 90)
    observed, expected, covariance = np.zeros(3), np.zeros(3), np.zeros((3, 3))
    for moment in np.unique(time[done]):
        at_risk = np.array([(time[group == g] >= moment).sum() for g in range(3)])
        d, n = (done & (time == moment)).sum(), at_risk.sum()
        observed += [(done & (time == moment) & (group == g)).sum() for g in range(3)]
        expected += d * at_risk / n
        if n > 1:
            covariance += d * (n - d) / (n - 1) * (np.diag(at_risk / n) - np.outer(at_risk, at_risk) / n**2)
    apart = observed - expected
    result = log_rank(time, done, group)
    assert result.degrees_of_freedom == 2
    for two in ([0, 1], [0, 2], [1, 2]):
        form = apart[two] @ np.linalg.solve(covariance[np.ix_(two, two)], apart[two])
        assert result.statistic == pytest.approx(form)
    assert result.p_value == pytest.approx(math.exp(-result.statistic / 2))


def test_a_group_never_at_risk_beside_another_takes_no_degree_of_freedom() -> None:
    result = log_rank([1, 2, 9, 9, 9, 0], [1, 1, 1, 1, 0, 0], ["a", "a", "b", "b", "a", "early"])
    assert result.degrees_of_freedom == 1
    assert result.groups["expected"].tolist()[2] == 0


def test_equal_groups_are_told_apart_as_often_as_chance_does() -> None:
    rng = np.random.default_rng(4)
    found = []
    for _ in range(400):
        took, seen = rng.exponential(1, 60), rng.uniform(0, 3, 60)
        found.append(log_rank(np.minimum(took, seen), took <= seen, np.arange(60) % 3).p_value < 0.05)
    assert np.mean(found) == pytest.approx(0.05, abs=0.03)


def test_the_result_is_ready_for_json() -> None:
    result = log_rank([1, 2], [False, False], ["a", "b"])
    assert json.loads(json.dumps(result.to_dict()))["statistic"] is None
    assert result.to_frame()["tasks"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (["a", "a"], "all tasks are in one, 'a'"),
        (["a", None], "1 tasks have none"),
        (["a"], "one group for each of 2"),
        ([{"a"}, {"b"}], "names or numbers of one kind"),
        ([1j, 2], "names or numbers of one kind"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(groups, words) -> None:
    with pytest.raises(SmoError, match=words):
        log_rank([1, 2], [True, True], groups)
