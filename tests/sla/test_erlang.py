"""Erlang's formulas give the reference values to 1e-10, published ones to their digits, and say what is undefined."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SmoError
from smo_metrics.sla.capacity.equilibrium import allen_cunneen, erlang_c_waiting
from smo_metrics.sla.capacity.erlang import erlang_b, erlang_c
from smo_metrics.sla.capacity.erlang_staff import erlang_staff

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
needs_references = pytest.mark.skipif(not REFERENCES.is_dir(), reason="reference data not beside the project")


def references(name: str) -> list[dict]:
    return json.loads((REFERENCES / f"{name}.json").read_text(encoding="utf-8"))["items"]


def literal_b(servers: int, load: float) -> float:
    """Erlang's sum as it is printed, in exact logarithms of each term."""
    terms = [n * math.log(load) - math.lgamma(n + 1) for n in range(servers + 1)]
    top = max(terms)
    return math.exp(terms[-1] - top) / math.fsum(math.exp(term - top) for term in terms)


def slow_staff(load: float, passed: float, goal: float, occupancy: float) -> int:
    servers = 0 if not load else 1
    while load and (
        servers <= load
        or load > servers * occupancy * (1 + 1e-12)
        or erlang_c(servers, load) * math.exp(-(servers - load) * passed) > 1 - goal
    ):
        servers += 1
    return servers


@needs_references
def test_all_fields_of_forty_digit_evaluations_are_given_to_1e_10() -> None:
    items = references("queue_erlang_highprec")
    assert len(items) == 12

    def column(name: str) -> np.ndarray:
        return np.array([item[name] for item in items], dtype=float)

    queue = erlang_c_waiting(
        column("servers"), column("offered"), handling_hours=1 / column("mu"), target_hours=column("T")
    )
    found = {
        "erlang_b": queue.erlang_b,
        "erlang_c": queue.erlang_c,
        "rho": queue.utilisation,
        "Lq": queue.queue_length,
        "Wq": queue.waiting_hours,
        "W": queue.stay_hours,
        "service_level": queue.begun_in_time,
    }
    for name, values in found.items():
        np.testing.assert_allclose(values, column(name), rtol=1e-10, atol=0, err_msg=name)
    np.testing.assert_allclose(erlang_b(column("servers"), column("offered")), column("erlang_b"), rtol=1e-10)


@needs_references
def test_the_readme_of_r_erlangc_prints_these_values() -> None:
    printed = references("queue_published")[0]
    hours = printed["aht_s"] / 3600
    offered = printed["calls"] * printed["aht_s"] / (60 * printed["period_min"])
    queue = erlang_c_waiting(
        printed["agents"], offered, handling_hours=hours, target_hours=printed["target_s"] / 3600
    )
    assert offered == printed["traffic"]
    assert float(queue.erlang_c) == pytest.approx(printed["pw"], abs=5e-8)
    assert float(queue.begun_in_time) == pytest.approx(printed["sl"], abs=5e-6)
    assert float(queue.waiting_hours) * 3600 == pytest.approx(printed["asa_s"], rel=1e-12)
    assert float(queue.utilisation) == pytest.approx(printed["occupancy"], abs=5e-8)


@needs_references
def test_the_county_hospital_has_the_textbooks_values_with_one_doctor_and_with_two() -> None:
    for printed in references("queue_published")[1:3]:
        load = printed["lam"] / printed["mu"]
        queue = erlang_c_waiting(printed["c"], load, handling_hours=1 / printed["mu"], target_hours=0)
        empty = queue.erlang_c * math.factorial(printed["c"]) * (1 - queue.utilisation) / load ** printed["c"]
        assert float(empty) == pytest.approx(printed["P0"], rel=1e-12)
        assert float(queue.queue_length) == pytest.approx(printed["Lq"], rel=1e-12)
        assert float(queue.in_system) == pytest.approx(printed["L"], rel=1e-12)
        assert float(queue.waiting_hours) == pytest.approx(printed["Wq_h"], rel=1e-12)
        assert float(queue.stay_hours) == pytest.approx(printed["W_h"], rel=1e-12)


@needs_references
def test_hopp_and_spearmans_hare_and_tortoise_wait_as_printed() -> None:
    printed = references("queue_published")[3]
    load, work = printed["u"], printed["te_min"] / 60
    hare = allen_cunneen(
        1,
        load,
        handling_hours=work,
        arrival_variation=math.sqrt(printed["ca2"]),
        handling_variation=math.sqrt(printed["ce2"][0]),
    )
    leaving = load**2 * printed["ce2"][0] + (1 - load**2) * printed["ca2"]
    tortoise = allen_cunneen(
        1,
        load,
        handling_hours=work,
        arrival_variation=math.sqrt(leaving),
        handling_variation=math.sqrt(printed["ce2"][1]),
    )
    assert leaving == pytest.approx(printed["cd2_1"], abs=5e-3)
    assert (hare, tortoise) == pytest.approx((printed["CTq1_h"], printed["CTq2_h"]), abs=5e-3)


@given(st.integers(1, 400), st.floats(0.01, 500))
@settings(max_examples=60, deadline=None)
def test_the_recursion_is_erlangs_sum(servers: int, load: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(literal_b(servers, load), rel=1e-9, abs=1e-290)


@given(st.integers(1, 60), st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_one_more_person_is_never_worse_and_waiting_is_likelier_than_being_turned_away(
    servers: int, load: float
) -> None:
    b, c = erlang_b([servers, servers + 1], load), erlang_c([servers, servers + 1], load)
    assert b[1] <= b[0]
    assert c[1] <= c[0]
    assert 0 <= b[0] <= c[0] <= 1


def test_thousands_of_servers_keep_their_digits() -> None:
    # 1 / B(n, n) = 1 + Q(n), and Q(n) = sqrt(pi n / 2) - 1/3 + sqrt(pi / (2 n)) / 12 - ... (Knuth, TAOCP 1, 1.2.11.3).
    n = 100_000
    nearly = math.sqrt(math.pi * n / 2) + 2 / 3 + math.sqrt(math.pi / (2 * n)) / 12
    assert erlang_b(n, n) == pytest.approx(1 / nearly, rel=1e-9)
    assert erlang_b(5_000, 4_950.0) == pytest.approx(literal_b(5_000, 4_950.0), rel=1e-9)


def test_arrays_are_broadcast_and_a_number_comes_back_as_a_number() -> None:
    table = erlang_b([[1], [2]], [0.5, 1.0, np.nan])
    assert table.shape == (2, 3)
    assert table[1, 1] == erlang_b(2, 1.0) == pytest.approx(0.2)
    assert np.isnan(table[:, 2]).all()
    assert isinstance(erlang_b(2, 1.0), float)
    assert isinstance(erlang_c(2, 1.0), float)


def test_what_nobody_serves_or_nobody_asks_for_is_stated() -> None:
    assert (erlang_b(0, 2), erlang_b(0, 0), erlang_b(3, 0)) == (1, 1, 0)
    assert (erlang_c(0, 2), erlang_c(3, 0), erlang_c(3, 3), erlang_c(3, 4)) == (1, 0, 1, 1)
    assert math.isnan(erlang_c(math.nan, 1))
    assert math.isnan(erlang_b(1, math.nan))
    grows = erlang_c_waiting(3, 4, handling_hours=1, target_hours=5)
    assert float(grows.waiting_hours) == float(grows.stay_hours) == float(grows.queue_length) == math.inf
    assert float(grows.begun_in_time) == float(grows.done_in_time) == 0
    assert float(grows.utilisation) == 1
    assert grows.to_dict()["waiting_hours"] is None
    assert math.isnan(erlang_c_waiting(0, 1, handling_hours=1, target_hours=1).utilisation)
    assert erlang_c_waiting([1, 2], 0.5, handling_hours=1, target_hours=[1, np.nan]).to_frame().isna().any(
        axis=1
    ).tolist() == [False, True]
    assert allen_cunneen(1, 2, handling_hours=1) == math.inf


@pytest.mark.parametrize(
    ("servers", "load", "told"),
    [
        (1.5, 1, "servers must be whole numbers; 1.5 arrived"),
        (-1, 1, "servers must be 0 or more and finite; -1 arrived"),
        (1, -1, "offered must be 0 or more and finite; -1 arrived"),
        (1, math.inf, "offered must be 0 or more and finite; inf arrived"),
        (2e6, 1, "servers must be at most 1,000,000"),
        ("many", 1, "servers must be a number"),
        ([1, 2], [1, 2, 3], "numbers of different length arrived"),
    ],
)
def test_bad_input_is_refused_in_words(servers, load, told) -> None:
    with pytest.raises(SmoError, match=told):
        erlang_b(servers, load)


@pytest.mark.parametrize(("servers", "load"), [(4, 3.0), (1, 0.6), (12, 8.0)])
def test_the_time_until_done_is_that_of_waits_and_work_drawn_together(servers: int, load: float) -> None:
    rng = np.random.default_rng(3)
    waits = erlang_c(servers, load)
    size = 200_000
    drawn = np.where(rng.random(size) < waits, rng.exponential(1 / (servers - load), size), 0)
    drawn += rng.exponential(1, size)
    queue = erlang_c_waiting(servers, load, handling_hours=2, target_hours=[0, 1, 2, 6, 20])
    shares = [(drawn * 2 <= hours).mean() for hours in (0, 1, 2, 6, 20)]
    np.testing.assert_allclose(queue.done_in_time, shares, atol=0.005)  # 4 standard errors


def test_more_variation_means_more_waiting_and_none_halves_it() -> None:
    mean = float(erlang_c_waiting(5, 4, handling_hours=0.5, target_hours=0).waiting_hours)
    found = allen_cunneen(5, 4, handling_hours=0.5, handling_variation=[1, 0, 2])
    np.testing.assert_allclose(found, [mean, mean / 2, mean * 2.5], rtol=1e-12)


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(0.001, 60)), min_size=1, max_size=8),
    st.floats(0, 3),
    st.floats(0, 0.999),
    st.floats(0.3, 1),
)
@settings(max_examples=60, deadline=None)
def test_all_intervals_at_once_need_as_many_people_as_each_tried_one_by_one(loads, passed, goal, occupancy) -> None:
    found = erlang_staff(loads, handling_hours=2, target_hours=2 * passed, goal=goal, max_occupancy=occupancy)
    assert found.tolist() == [slow_staff(load, passed, goal, occupancy) for load in loads]


def test_a_load_of_exactly_the_occupancy_takes_nobody_more() -> None:
    shares = [(0.9, 0.3), (2.1, 0.7), (2.7, 0.9), (6.3, 0.9), (10.2, 0.85)]
    found = [
        erlang_staff(load, handling_hours=1, target_hours=100, goal=0.5, max_occupancy=most) for load, most in shares
    ]
    assert found == [3, 3, 3, 7, 12]
    assert erlang_staff(3.0, handling_hours=1, target_hours=100, goal=0.5) == 4


def test_a_target_out_of_all_proportion_to_the_work_is_refused() -> None:
    with pytest.raises(SmoError, match="lie too far apart"):
        erlang_c_waiting(1, 0.5, handling_hours=1e-300, target_hours=1e300)
    with pytest.raises(SmoError, match="lie too far apart"):
        erlang_staff(0.5, handling_hours=1e-300, target_hours=1e300, goal=0.5)


def test_intervals_may_have_their_own_work_and_target_and_missing_ones_stay_missing() -> None:
    found = erlang_staff(
        [[10, np.nan, 10, 0]], handling_hours=[0.05, 0.05, np.nan, 0.05], target_hours=[0.0, 1, 1, 1], goal=0.8
    )
    assert found.shape == (1, 4)
    assert found[0, 0] == slow_staff(10, 0, 0.8, 1)
    np.testing.assert_array_equal(np.isnan(found), [[False, True, True, False]])
    assert found[0, 3] == 0
    assert erlang_staff(10, handling_hours=0.05, target_hours=20 / 3600, goal=0.8) == 14


@pytest.mark.parametrize(
    "wrong",
    [{"goal": 1.0}, {"goal": -0.1}, {"goal": "x"}, {"max_occupancy": 0.0}, {"max_occupancy": "x"}, {"offered": 1e6}],
)
def test_goals_that_no_number_of_people_reaches_are_refused(wrong) -> None:
    options = {"offered": 1.0, "goal": 0.8} | wrong
    with pytest.raises(SmoError, match=next(iter(wrong))):
        erlang_staff(options.pop("offered"), handling_hours=1, target_hours=1, **options)
