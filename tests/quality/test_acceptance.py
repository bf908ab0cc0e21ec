"""Acceptance plans: published plans and curves, every small plan by trying all, and words for what cannot be."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.errors import SmoError
from smo_metrics.quality.acceptance import AcceptancePlan, acceptance_plan


def accept_literally(n: int, c: int, share: float, lot: int | None) -> float:
    if lot is None:
        return sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(c + 1))
    wrong = round(share * lot)
    ways = sum(math.comb(wrong, k) * math.comb(lot - wrong, n - k) for k in range(min(c, wrong) + 1) if n - k >= 0)
    return ways / math.comb(lot, n)


def test_the_operating_characteristic_of_montgomerys_plan() -> None:
    """Montgomery (2009), Introduction to Statistical Quality Control, 6th ed., table 15.2: n = 89, c = 2."""
    shares = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09]
    printed = [0.9897, 0.9397, 0.7366, 0.4985, 0.3042, 0.1721, 0.0919, 0.0468, 0.0230, 0.0109]
    curve = AcceptancePlan(n=89, c=2).operating_characteristic(shares)
    assert curve["accept"].tolist() == pytest.approx(printed, abs=5e-5)


def test_what_goes_out_and_what_is_checked_in_montgomerys_example() -> None:
    """Montgomery (2009), eqs. 15.4 and 15.6, lots of 10,000, n = 89, c = 2, 1 % wrong: AOQ .0093, ATI 687."""
    row = AcceptancePlan(n=89, c=2, lot_size=10_000).operating_characteristic([0.01]).iloc[0]
    assert row["outgoing_share"] == pytest.approx(0.0093, abs=5e-5)
    assert row["inspected"] == pytest.approx(687, abs=0.5)


def test_the_plan_for_pens() -> None:
    """Minitab's example of a single sampling plan: AQL 1.5 %, RQL 10 %: n = 52, c = 2, accepting .957 and .097."""
    plan = acceptance_plan(aql=0.015, rql=0.10)
    assert (plan.n, plan.c) == (52, 2)
    assert (1 - plan.producer_risk, plan.consumer_risk) == pytest.approx((0.957, 0.097), abs=5e-4)


def test_a_binomial_plan_of_kiermeier() -> None:
    """Kiermeier (2008), Journal of Statistical Software 26(6): accept 95 % at 5 %, 7.5 % at 15 %: n = 80, c = 7."""
    plan = acceptance_plan(aql=0.05, rql=0.15, consumer_risk=0.075)
    assert (plan.n, plan.c) == (80, 7)


@pytest.mark.parametrize(
    ("c", "at_aql", "ratio"),
    [
        (0, 0.052, 44.890), (1, 0.355, 10.946), (2, 0.818, 6.509), (3, 1.366, 4.890), (4, 1.970, 4.057),
        (5, 2.613, 3.549), (6, 3.286, 3.206), (7, 3.981, 2.957), (8, 4.695, 2.768), (9, 5.426, 2.618),
    ],
)  # fmt: skip
def test_the_acceptance_number_steps_at_camerons_ratios(c, at_aql, ratio) -> None:
    """Cameron (1952), Industrial Quality Control 9, table 1 (risks .05 and .10; Poisson, so for small shares)."""
    aql = 1e-5
    above, below = (acceptance_plan(aql=aql, rql=aql * ratio * step) for step in (1.002, 0.998))
    assert (above.c, below.c) == (c, c + 1)
    assert above.n * aql == pytest.approx(at_aql, rel=0.012, abs=1e-3)


@pytest.mark.parametrize(
    ("confident", "percent"),
    [(0.99, 0.658), (0.95, 1.09), (0.90, 1.40), (0.75, 2.03), (0.50, 2.94), (0.25, 4.09), (0.10, 5.35), (0.05, 6.20)],
)
def test_code_letter_k_of_the_military_standard(confident, percent) -> None:
    """MIL-STD-105E, table X-K-1, AQL 1.0 (n = 125, Ac = 3); the standard computes with Poisson's law."""
    accept = AcceptancePlan(n=125, c=3).operating_characteristic([percent / 100])["accept"][0]
    assert accept == pytest.approx(confident, abs=0.009)


@pytest.mark.parametrize(("c", "y"), [(0, 0.3679), (1, 0.8400), (2, 1.371), (3, 1.942), (4, 2.544), (5, 3.168)])
def test_the_outgoing_limit_is_dodge_and_romigs(c, y) -> None:
    """Dodge & Romig (1959), Sampling Inspection Tables, 2nd ed., table 2-3: AOQL = y (1/n - 1/N)."""
    n, lot = 4000, 100_000
    assert AcceptancePlan(n, c, lot).outgoing_limit == pytest.approx(y * (1 / n - 1 / lot), rel=1e-3)


@given(
    aql=st.sampled_from([0.005, 0.02, 0.05, 0.11]),
    times=st.sampled_from([2.5, 4, 7]),
    risks=st.sampled_from([(0.05, 0.10), (0.10, 0.20), (0.01, 0.05)]),
    lot=st.sampled_from([None, 20, 47, 100]),
)
@settings(max_examples=40, deadline=None)
def test_no_smaller_sample_meets_both_risks(aql, times, risks, lot) -> None:
    rql = min(aql * times, 0.9)
    plan = acceptance_plan(aql=aql, rql=rql, producer_risk=risks[0], consumer_risk=risks[1], lot_size=lot)
    good, bad = (aql, rql) if lot is None else (math.floor(aql * lot + 1e-9) / lot, math.ceil(rql * lot - 1e-9) / lot)

    def meets(n: int, c: int) -> bool:
        rejected = 1 - accept_literally(n, c, good, lot)
        return rejected <= risks[0] + 1e-9 and accept_literally(n, c, bad, lot) <= risks[1] + 1e-9

    assert meets(plan.n, plan.c)
    smallest = plan.n if plan.n > 200 else 0
    for n in range(max(smallest - 40, 1), plan.n):
        assert not any(meets(n, c) for c in range(min(n, plan.c + 3)))
    assert plan.producer_risk == pytest.approx(1 - accept_literally(plan.n, plan.c, good, lot), abs=1e-10)
    assert plan.consumer_risk == pytest.approx(accept_literally(plan.n, plan.c, bad, lot), abs=1e-10)


def test_the_lot_size_saves_checks_and_a_huge_lot_saves_none() -> None:
    wide = acceptance_plan(aql=0.01, rql=0.06)
    assert acceptance_plan(aql=0.01, rql=0.06, lot_size=200).n < wide.n
    huge = acceptance_plan(aql=0.01, rql=0.06, lot_size=10**7)
    assert (huge.n, huge.c) == (wide.n, wide.c)


def test_more_wrong_items_are_never_accepted_more_often() -> None:
    for plan in (AcceptancePlan(30, 1), AcceptancePlan(30, 1, 90)):
        curve = plan.operating_characteristic(np.linspace(0, 1, 91))["accept"]
        assert curve.iloc[0] == 1
        assert curve.iloc[-1] == 0
        assert (np.diff(curve) <= 1e-15).all()


def test_levels_close_together_are_found_in_time() -> None:
    plan = acceptance_plan(aql=0.01, rql=0.012)
    assert plan.c > 200
    assert plan.producer_risk <= 0.05
    assert plan.consumer_risk <= 0.10


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"aql": 0.1, "rql": 0.1}, "aql must be below rql"),
        ({"aql": 0.2, "rql": 0.1}, "aql must be below rql"),
        ({"aql": 0}, "aql must lie between 0 and 1"),
        ({"rql": 5}, "rql must lie between 0 and 1"),
        ({"aql": "1%"}, "aql must lie between 0 and 1"),
        ({"aql": math.nan}, "aql must lie between 0 and 1"),
        ({"producer_risk": 0.6, "consumer_risk": 0.5}, "add up to less than 1"),
        ({"lot_size": 1}, "lot_size must be a whole number"),
        ({"lot_size": 10.5}, "lot_size must be a whole number"),
        ({"lot_size": "abc"}, "lot_size must be a whole number"),
        ({"lot_size": math.nan}, "lot_size must be a whole number"),
        ({"lot_size": math.inf}, "lot_size must be a whole number"),
        ({"lot_size": 1e100}, "lot_size is above"),
        ({"aql": None}, "aql must lie between 0 and 1"),
        ({"aql": 0.5, "rql": 0.5000001}, "too close to tell apart"),
        ({"aql": 1e-9, "rql": 1.1e-9}, "too close to tell apart"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_sentence(change, message) -> None:
    with pytest.raises(SmoError, match=message):
        acceptance_plan(**{"aql": 0.01, "rql": 0.06, **change})


@pytest.mark.parametrize(
    ("n", "c", "lot"),
    [
        (5, 5, None), (5, -1, None), (0, 0, None), (50, 1, 40), (89.5, 2, None), ("89", 2, None), (89, 2.5, None),
        (89, 2, 89.5), (math.nan, 2, None),
    ],
)  # fmt: skip
def test_a_plan_that_nobody_can_carry_out_is_refused(n, c, lot) -> None:
    with pytest.raises(SmoError):
        AcceptancePlan(n, c, lot)


def test_a_lot_of_a_million_million_is_planned_in_time() -> None:
    plan = acceptance_plan(aql=0.01, rql=0.012, lot_size=10**12)
    endless = acceptance_plan(aql=0.01, rql=0.012)
    assert (plan.n, plan.c, plan.lot_size) == (endless.n, endless.c, 10**12)


def test_levels_that_only_half_a_million_errors_tell_apart_are_planned_in_time() -> None:
    plan = acceptance_plan(aql=0.5, rql=0.501)
    assert plan.n > 10**6
    assert 0.0499 < plan.producer_risk <= 0.05 + 1e-9
    assert 0.0999 < plan.consumer_risk <= 0.10 + 1e-9


@pytest.mark.parametrize("gap", [0.04, 0.02, 0.012])
def test_the_search_over_many_errors_finds_the_smallest_plan(gap) -> None:
    plan = acceptance_plan(aql=0.5, rql=0.5 + gap)
    assert plan.c > 500
    sizes = np.arange(plan.n - 400, plan.n)
    least = stats.binom.ppf(0.95 - 1e-9, sizes, 0.5)
    assert (stats.binom.cdf(least, sizes, 0.5 + gap) > 0.10 + 1e-9).all()


def test_a_lot_that_must_nearly_all_be_checked_has_its_plan() -> None:
    plan = acceptance_plan(aql=0.5, rql=0.51, lot_size=2000)
    assert plan.n > 1500
    assert plan.producer_risk == pytest.approx(stats.hypergeom.sf(plan.c, 2000, 1000, plan.n), abs=1e-9)
    assert plan.consumer_risk == pytest.approx(stats.hypergeom.cdf(plan.c, 2000, 1020, plan.n), abs=1e-9)


def test_no_statistics_package_is_loaded_for_a_plan() -> None:
    code = "import sys; from smo_metrics.quality import acceptance_plan as p; p(aql=.01, rql=.06, lot_size=500)"
    code += "; assert 'scipy.stats' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("shares", [["x"], None, 0.1])
def test_what_is_no_list_of_shares_is_refused(shares) -> None:
    with pytest.raises(SmoError, match="list of shares"):
        AcceptancePlan(10, 1).operating_characteristic(shares)


def test_shares_outside_0_to_1_are_refused() -> None:
    with pytest.raises(SmoError, match="from 0 to 1"):
        AcceptancePlan(10, 1).operating_characteristic([1.2])


def test_the_dictionary_is_ready_for_json() -> None:
    loaded = json.loads(json.dumps(AcceptancePlan(10, 1).to_dict(), allow_nan=False))
    assert (loaded["n"], loaded["aql"]) == (10, None)
    assert loaded["outgoing_limit"] > 0
