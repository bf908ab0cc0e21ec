"""What is the fewest people, by shift, with whom enough weeks meet the goal? A search that tries few plans."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Plan = tuple[int, ...]
Judge = Callable[[Plan], tuple[float, float]]


def assured(weekly: Floats, probability: float) -> float:
    """Give the share that a week reaches or exceeds with that probability; NaN without a week that has tasks."""
    known = np.sort(weekly[~np.isnan(weekly)])
    needed = math.ceil(probability * known.size - 1e-9)
    return float(known[known.size - max(needed, 1)]) if known.size else math.nan


def least_plan(
    quick: Judge, full: Judge, goal: float, lowest: int, shares: Floats, tell: Callable[[str], None]
) -> Plan:
    """Find a plan that meets the goal with as few people as were found to do. Assumes that enough people meet it.

    Parameters
    ----------
    quick, full : callable
        Give what a plan assures and its mean, on a few runs and on all: more people never give less. The goal is met
        where the first is not below it.
    goal : float
    lowest : int
        People whom the work alone takes.
    shares : ndarray of float, shape (shifts,)
        How people are spread at first, none 0, descending: the first shifts win ties.
    tell : callable
        Told what is being done.

    Notes
    -----
    People are added until the goal is met, then taken away where that costs least, many at a time at first. Before a
    size is given up, people are moved between shifts while that helps. All runs have the last word, one by one, and of
    plans of one size the one that assures most is kept.
    """
    plan, step = _split(lowest, shares), 1
    while quick(plan)[0] < goal:
        tell(f"trying {sum(plan) + step} people")
        plan = _split(sum(plan) + step, shares)
        step *= 2
    step = max(1, sum(plan) // 4)
    while step:
        tell(f"trying {max(sum(plan) - step, 0)} people")
        fewer = _fewer(quick, plan, goal, step, max(1, sum(plan) // 16) if step == 1 else 0)
        if fewer:
            plan = fewer
        else:
            step //= 2
    tell(f"checking {sum(plan)} people")
    while full(plan)[0] < goal:
        plan = _moved(full, max(_changed(plan, 1), key=full), goal, 1)
    plan = _moved(full, plan, math.inf, 1)
    while fewer := _fewer(full, plan, goal, 1, 1):
        tell(f"checking {sum(fewer)} people")
        plan = _moved(full, fewer, math.inf, 1)
    return plan


def _fewer(judge: Judge, plan: Plan, goal: float, step: int, moving: int) -> Plan | None:
    """Give a plan with `step` people fewer that meets the goal, `moving` people being moved at once; None found."""
    fewer = max(_changed(plan, -step), key=judge, default=None)
    if fewer is None or not any(fewer):
        return None
    fewer = _moved(judge, fewer, goal, moving)
    return fewer if judge(fewer)[0] >= goal else None


def _moved(judge: Judge, plan: Plan, goal: float, step: int) -> Plan:
    """Move people between shifts, `step` at a time and then fewer, while that helps and the goal is not met."""
    while step and judge(plan)[0] < goal:
        better = (
            moved
            for to in range(len(plan))
            for source in range(len(plan))
            if source != to and plan[source] >= step
            for moved in [tuple(n + step * ((place == to) - (place == source)) for place, n in enumerate(plan))]
            if judge(moved) > judge(plan)
        )
        found = next(better, None)
        if found:
            plan = found
        else:
            step //= 2
    return plan


def _changed(plan: Plan, by: int) -> list[Plan]:
    """List the plans with so many people more, first shifts first, or fewer, last shifts first."""
    order = range(len(plan)) if by > 0 else reversed(range(len(plan)))
    changed = [tuple(count + by * (place == where) for place, count in enumerate(plan)) for where in order]
    return [one for one in changed if min(one) >= 0]


def _split(size: int, shares: Floats) -> Plan:
    """Split people by shares, the largest remainders rounded up."""
    exact = size * shares
    whole = np.floor(exact).astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: size - int(whole.sum())]] += 1
    return tuple(whole.tolist())
