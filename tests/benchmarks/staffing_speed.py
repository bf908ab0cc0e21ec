"""How fast are staffing intervals by Erlang C beside pyworkforce, and how long does `staff_for` take?

Run: python -m tests.benchmarks.staffing_speed    (needs pyworkforce; half a minute)

The same 10,000 half hours for both: 20 to 200 calls of three minutes, 80 % to be answered within 20 seconds. Both
give the same people.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from pyworkforce.queuing import ErlangC

from smo_metrics.flow import WorkCalendar
from smo_metrics.sla.capacity.erlang_staff import erlang_staff
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy

INTERVALS, MINUTES, HANDLING, WAIT, GOAL = 10_000, 30, 3.0, 20 / 60, 0.8


def best_of(runs: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the shortest time of some runs, and what the work gives."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begun)
    return min(times), answer


def with_pyworkforce(calls: list[float]) -> list[int]:
    """Give the people of each interval."""
    found = []
    for call in calls:
        queue = ErlangC(transactions=call, aht=HANDLING, asa=WAIT, interval=MINUTES)
        found.append(queue.required_positions(service_level=GOAL)["raw_positions"])
    return found


def main() -> None:
    """Print times and ratios."""
    calls = np.random.default_rng(1).uniform(20, 200, INTERVALS)
    own, people = best_of(
        5,
        lambda: erlang_staff(
            calls * HANDLING / MINUTES, handling_hours=HANDLING / 60, target_hours=WAIT / 60, goal=GOAL
        ),
    )
    peer, peer_people = best_of(2, lambda: with_pyworkforce(calls.tolist()))
    assert people.tolist() == peer_people
    print(f"{INTERVALS:,} intervals, {people.min():.0f} to {people.max():.0f} people, the same from both")
    print(f"erlang_staff  {own * 1000:8.1f} ms")
    print(f"pyworkforce   {peer * 1000:8.1f} ms   {peer / own:.0f} x erlang_staff (15 wanted)")
    shifts = {
        "Manila": WorkCalendar("Asia/Manila", {"mon-fri": ["09:00-18:00"]}),
        "Dublin": WorkCalendar("Europe/Dublin", {"mon-fri": ["09:00-17:30"]}),
        "Bogota": WorkCalendar("America/Bogota", {"mon-sat": ["08:00-17:00"]}),
    }
    week = np.repeat([6.0, 3.0], [120, 48])
    for policy in (SlaPolicy(24, "wall"), SlaPolicy(4, "work")):
        took, plan = best_of(
            1, lambda policy=policy: staff_for(policy, week, 0.5, shifts=shifts, rng=np.random.default_rng(1))
        )
        print(
            f"staff_for, {week.sum():.0f} tasks a week, three shifts, {policy.target_hours} {policy.clock} hours: "
            f"{took:.1f} s (limit 5), {plan.people}"
        )


if __name__ == "__main__":
    main()
