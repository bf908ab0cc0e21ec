"""How likely is it that a task is turned away, or has to wait? Erlang's formulas for queues in equilibrium.

Sources: Erlang (1917); Cooper (1981), Introduction to Queueing Theory, 2nd ed., ch. 3. They hold while the load and the
people stay as they are for much longer than a task takes: not across a night (see `staff_for`).
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics.sla.capacity._erlang_input import Floats, numbers, together, whole_servers


@overload
def erlang_b(servers: float, offered: float) -> float: ...
@overload
def erlang_b(servers: ArrayLike, offered: ArrayLike) -> float | Floats: ...
def erlang_b(servers: ArrayLike, offered: ArrayLike) -> float | Floats:
    """Tell what share of tasks is turned away where nothing can wait, to size a live service without a queue.

    Parameters
    ----------
    servers : int or array of int
        People at work at once, 0 to a million; NaN where missing.
    offered : float or array of float
        Work that arrives an hour, in hours (erlangs): tasks an hour x hours of work a task. 0 or more; NaN where
        missing. Arrays are broadcast.

    Returns
    -------
    float or ndarray of float
        Share, 0 to 1; a number for two numbers. Nobody at work: 1. Nothing offered to somebody: 0. NaN where servers
        or load are missing. Below 1e-308 it is 0.

    Raises
    ------
    SmoError
        A part of a server, a number below 0, an infinite one; shapes that do not fit.

    References
    ----------
    Erlang (1917), by the recursion B(n) = a B(n-1) / (n + a B(n-1)), which is stable for any number of servers.

    Examples
    --------
    >>> round(erlang_b(10, 6), 6)
    0.043142
    """
    people, load = together(whole_servers(servers), numbers(offered, "offered"))
    blocked = blocking(people, load)
    return blocked if blocked.ndim else float(blocked)


@overload
def erlang_c(servers: float, offered: float) -> float: ...
@overload
def erlang_c(servers: ArrayLike, offered: ArrayLike) -> float | Floats: ...
def erlang_c(servers: ArrayLike, offered: ArrayLike) -> float | Floats:
    """Tell what share of tasks has to wait for somebody free, to judge whether a team is large enough for its load.

    Parameters
    ----------
    servers, offered
        As in `erlang_b`.

    Returns
    -------
    float or ndarray of float
        Share, 0 to 1; a number for two numbers. As much offered as there are servers, or more: 1, as the queue grows
        without end. Nothing offered to somebody: 0. NaN where servers or load are missing.

    Raises
    ------
    SmoError
        As in `erlang_b`.

    References
    ----------
    Erlang (1917); C = c B / (c - a (1 - B)) (Cooper 1981, ch. 3).

    Examples
    --------
    >>> round(erlang_c(10, 9), 6)
    0.668732
    >>> erlang_c([1, 2, 3], 2).round(6).tolist()
    [1.0, 1.0, 0.444444]
    """
    people, load = together(whole_servers(servers), numbers(offered, "offered"))
    waits = waiting(people, load)
    return waits if waits.ndim else float(waits)


def blocking(servers: Floats, offered: Floats) -> Floats:
    """Run Erlang's recursion up to each number of servers. Assumes checked input of one shape."""
    order = np.argsort(servers, axis=None, kind="stable")
    people, load = servers.ravel()[order], offered.ravel()[order]
    blocked = np.where(np.isnan(people) | np.isnan(load), np.nan, 1.0)
    most = int(people[~np.isnan(people)].max(initial=0))
    for server, begin in enumerate(np.searchsorted(people, np.arange(1, most + 1)).tolist(), start=1):
        lost = load[begin:] * blocked[begin:]
        blocked[begin:] = lost / (server + lost)
    found = np.empty(servers.size)
    found[order] = blocked
    return found.reshape(servers.shape)


def waiting(servers: Floats, offered: Floats) -> Floats:
    """Give the probability of waiting. Assumes checked input of one shape."""
    blocked = blocking(servers, offered)
    spare = servers - offered
    stable = spare > 0
    waits = np.where(stable, servers * blocked / np.where(stable, spare + offered * blocked, 1.0), 1.0)
    return np.where(np.isnan(blocked), np.nan, waits)
