"""When does each task begin and end in one queue, first come, first served, whose people come and go with their shifts?

A loop over tasks, as each start depends on all before it; a task costs one heap operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapreplace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


def first_come(
    arrival: Sequence[int], work: Sequence[int], edges: Sequence[int], people: Sequence[int]
) -> tuple[Integers, Integers]:
    """Give when each task began and ended, in ms; `NEVER` where the stretches end before.

    At every moment as many people as are there work on the oldest tasks that are left. So who goes off shift hands the
    youngest task under work back, the next free person goes on with it, and more people never make any task end later.

    Parameters
    ----------
    arrival, work : sequence of int, length n
        Moments, ascending and not before the first edge, and open time that each task takes, in ms.
    edges : sequence of int, length k + 1
        Where stretches with the same people begin, ascending; the last is the end.
    people : sequence of int, length k
        People at work in each stretch.
    """
    begun: list[int] = []
    ended: list[int] = []
    carried: list[tuple[int, int]] = []
    coming, tasks = 0, len(arrival)
    for (opens, closes), present in zip(pairwise(edges), people, strict=True):
        if not present:
            continue
        if not carried and coming == tasks:
            break
        free = [opens] * present
        left: list[tuple[int, int]] = []
        for task, rest in carried:
            start = free[0]
            if start >= closes:
                left.append((task, rest))
                continue
            end = start + rest
            heapreplace(free, end)
            if end > closes:
                left.append((task, end - closes))
            else:
                ended[task] = end
        carried = left
        while coming < tasks:
            start, moment = free[0], arrival[coming]
            if moment > start:
                start = moment
            if start >= closes:
                break
            end = start + work[coming]
            heapreplace(free, end)
            begun.append(start)
            if end > closes:
                carried.append((coming, end - closes))
                end = NEVER
            ended.append(end)
            coming += 1
    unbegun = [NEVER] * (tasks - coming)
    return np.array(begun + unbegun, dtype=np.int64), np.array(ended + unbegun, dtype=np.int64)


def time_worked(arrival: Integers, ended: Integers, edges: Integers, people: Integers) -> Integers:
    """Tell how much work is done in each stretch, in ms: people there, or tasks there where these are fewer.

    Parameters
    ----------
    arrival, ended : ndarray of int64, shape (n,)
    edges, people : ndarray of int64, shapes (k + 1,) and (k,)
        As in `first_come`.
    """
    moments = np.concatenate([arrival, np.minimum(ended, edges[-1]), edges])
    change = np.repeat([1, -1, 0], [len(arrival), len(ended), len(edges)])
    order = np.argsort(moments, kind="stable")
    moments, there = moments[order], np.cumsum(change[order])
    stretch = np.clip(np.searchsorted(edges, moments, side="right") - 1, 0, len(people) - 1)
    worked = np.minimum(there, people[stretch])[:-1] * np.diff(moments)
    return np.bincount(stretch[:-1], worked, minlength=len(people)).astype(np.int64)
