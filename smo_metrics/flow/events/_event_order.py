"""In which order did a task's events happen, since when could each begin, and which were done before?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
_TIE_BREAKERS = ("priority", "queue", "region", "actor")


def ties(order: Integers, task: Integers, started: Integers, ended: Integers) -> Booleans:
    """Tell which rows, in `order`, have the task and times of the row before."""
    same = np.diff(task[order]) == 0
    same &= (np.diff(started[order]) == 0) & (np.diff(ended[order]) == 0)
    return np.append(False, same)


def in_order(
    order: Integers,
    codes: Mapping[str, Integers],
    stages: tuple[str, ...],
    started: Integers,
    ended: Integers,
    enabled: Integers,
) -> tuple[Integers, Integers, tuple[str, ...]]:
    """Settle ties in an order by task, start and end: usual order of the stages, then what else tells rows apart.

    Returns
    -------
    tuple
        The order; the stage code of each row of the table and the stages' names, both in usual order.
    """
    task, row = codes["task"], np.arange(len(order))
    begin = np.maximum.accumulate(np.where(np.diff(task[order], prepend=-1) == 0, 0, row))
    tied = ties(order, task, started, ended)
    leader = np.maximum.accumulate(np.where(tied, 0, row))
    stage, names = _usual_order(order, codes["stage"], stages, task, leader - begin)
    rows = np.flatnonzero(tied | np.append(tied[1:], False))
    if rows.size:
        among = order[rows]
        others = [codes[name][among] for name in _TIE_BREAKERS]
        order = order.copy()
        order[rows] = among[np.lexsort((*others, enabled[among], stage[among], leader[rows]))]
    return order, stage, names


def derived_enabled(task: Integers, started: Integers, ended: Integers, first: Integers) -> Integers:
    """Give the latest end, among the task's other events, that is not after each start; else the task's first start.

    Rows are sorted by task, start and end; events that have not ended by the last start have an end after it.
    """
    low = started.min()
    span = int(ended.max() - low) + 1
    start, end = task * span + (started - low), task * span + (ended - low)
    so_far = np.maximum.accumulate(end)
    arrival = started[first][task]
    before = np.append(np.int64(-1), so_far[:-1])
    before[first] = task[first] * span + arrival[first] - low
    overlapped = np.flatnonzero(before > start)
    if overlapped.size:
        ends = np.sort(end)
        own = (ended == started)[overlapped]
        place = np.searchsorted(ends, start[overlapped], side="right") - 1 - own
        found = np.where(place >= 0, ends[np.maximum(place, 0)], -1)
        before[overlapped] = np.maximum(found, task[overlapped] * span + arrival[overlapped] - low)
    derived: Integers = before - task * span + low
    return derived


def came_back(task: Integers, stage: Integers, stages: int, rounds: npt.NDArray[np.float64] | None) -> Booleans:
    """Tell which rows are done again: work at a stage that the task had left, or of a round above 1 where one is given.

    A round above 1 says nothing at a task's first event at a stage: some tools count rounds of the task, not of the
    stage.
    """
    visit = task * stages + stage
    entered = np.diff(visit, prepend=-1) != 0
    rows = np.flatnonzero(entered)
    _, firsts = np.unique(visit[rows], return_index=True)
    returned = np.ones(len(rows), dtype=bool)
    returned[firsts] = False
    again: Booleans = returned[np.cumsum(entered) - 1]
    if rounds is None:
        return again
    _, firsts = np.unique(visit, return_index=True)
    later = np.ones(len(visit), dtype=bool)
    later[firsts] = False
    chosen: Booleans = np.where(np.isnan(rounds), again, later & (rounds > 1))
    return chosen


def _usual_order(
    order: Integers, stage: Integers, names: tuple[str, ...], task: Integers, place: Integers
) -> tuple[Integers, tuple[str, ...]]:
    """Order the stages by how early tasks first reach them, on average; `place` goes with `order`."""
    _, reached = np.unique(task[order] * len(names) + stage[order], return_index=True)
    at = stage[order][reached]
    usual = np.argsort(np.bincount(at, place[reached], len(names)) / np.bincount(at), kind="stable")
    rank = np.argsort(usual)
    return rank[stage], tuple(names[old] for old in usual)
