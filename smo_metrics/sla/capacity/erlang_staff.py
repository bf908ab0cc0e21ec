"""How many people must be there in each interval so that enough tasks are begun in time? Erlang C, all at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics.errors import SmoError
from smo_metrics.sla.capacity._erlang_input import MOST_SERVERS, Floats, is_number, numbers, over_work, together

ROUNDING = 1 + 1e-12  # 2.7 hours of work are nine tenths of 3 people, though not in binary digits


def erlang_staff(
    offered: ArrayLike,
    *,
    handling_hours: ArrayLike,
    target_hours: ArrayLike,
    goal: float,
    max_occupancy: float = 1.0,
) -> float | Floats:
    """Decide how many people each interval of a live queue needs, so that the goal share of tasks is begun in time.

    Parameters
    ----------
    offered : float or array of float
        Hours of work that arrive an hour in each interval, 0 to 900,000; NaN where missing.
    handling_hours : float or array of float
        Mean hours of work a task, above 0.
    target_hours : float or array of float
        Longest wait before work begins, 0 or more.
    goal : float
        Share of tasks to begin within it, 0 to below 1.
    max_occupancy : float
        Largest share of their time that people may work, above 0 to 1.

    Returns
    -------
    float or ndarray of float
        Whole numbers: the fewest people with P(wait <= target) >= goal, and more people than work; 0 where nothing is
        offered, NaN where something is missing. A number for numbers.

    Raises
    ------
    SmoError
        Numbers outside their bounds, or shapes that do not fit.

    Notes
    -----
    Each interval is taken as a queue in equilibrium of its own: it must be much longer than a task and its wait, and
    nothing may be left over from the one before. For teams with closing times use `staff_for`.

    References
    ----------
    Cooper (1981), Introduction to Queueing Theory, 2nd ed., ch. 3.

    Examples
    --------
    >>> erlang_staff([10, 0, 2.5], handling_hours=0.05, target_hours=20 / 3600, goal=0.8).tolist()
    [14.0, 0.0, 5.0]
    """
    load, work, target = together(
        numbers(offered, "offered"),
        numbers(handling_hours, "handling_hours", above_zero=True),
        numbers(target_hours, "target_hours"),
    )
    if not (is_number(goal) and 0 <= goal < 1):
        raise SmoError(f"goal must be a share from 0 to below 1; {goal!r} arrived.")
    if not (is_number(max_occupancy) and 0 < max_occupancy <= 1):
        raise SmoError(f"max_occupancy must be a share above 0 and at most 1; {max_occupancy!r} arrived.")
    if (load > 0.9 * MOST_SERVERS * max_occupancy).any():
        raise SmoError(f"offered is {np.nanmax(load):g} hours of work an hour. Check its unit.")
    passed = over_work(target, work)
    people = np.where(np.isnan(load + passed), np.nan, 0.0)
    busy = np.flatnonzero((people == 0) & (load > 0))
    people.ravel()[busy] = _fewest(load.ravel()[busy], passed.ravel()[busy], goal, max_occupancy)
    return people if people.ndim else float(people)


def _fewest(load: Floats, passed: Floats, goal: float, max_occupancy: float) -> Floats:
    """Add servers to all queues at once until each is met. Assumes loads above 0.

    Queues stand in order of load, so that those with fewer people than work, which need no test yet, come last and
    those that are met come mostly first.
    """
    order = np.argsort(load, kind="stable")
    load, passed = load[order], passed[order]
    rooms = np.searchsorted(load, np.arange(int(load.max(initial=0)) + 2))
    blocked, people = np.ones(load.size), np.zeros(load.size)
    first, server = 0, 0
    while first < load.size:
        server += 1
        lost = load[first:] * blocked[first:]
        blocked[first:] = lost / (server + lost)
        tested = slice(first, rooms[server] if server < len(rooms) else load.size)
        spare = server - load[tested]
        waits = server * blocked[tested] / (spare + load[tested] * blocked[tested])
        met = waits * np.exp(-spare * passed[tested]) <= 1 - goal
        met &= (load[tested] <= server * max_occupancy * ROUNDING) & (people[tested] == 0)
        people[tested][met] = server
        undone = np.flatnonzero(people[first:] == 0)
        first = first + int(undone[0]) if undone.size else load.size
    found = np.empty(load.size)
    found[order] = people
    return found
