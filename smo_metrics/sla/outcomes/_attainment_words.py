"""What an attainment table says, in sentences for somebody who has to answer for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.outcomes._attained_interval import FEW_DAYS
from smo_metrics.sla.outcomes._attained_share import FEW_TASKS

if TYPE_CHECKING:
    import pandas as pd

_THESE = {
    "met": "by these tasks it is met, whatever becomes of the undecided ones",
    "missed": "by these tasks it is missed, whatever becomes of the undecided ones",
    "open": "these tasks can still meet it or miss it",
}
_SUCH = {
    "met": "work as it went on these days meets it",
    "missed": "work as it went on these days misses it",
    "cannot be said": "whether work like this meets it from now on cannot be said from so few or such uneven days",
}
_MOST_DIGITS = 6
_TOO_FEW = (
    f"fewer than {FEW_TASKS} tasks, or fewer than {FEW_DAYS} days on which clocks started (where tasks are undecided: "
    "so long ago that the target has passed)"
)
_CLEARLY_MORE = 1.5
_BY_CHANCE = 3  # standard deviations of a count


def attainment_sentences(total: Mapping[str, Any], goal: float) -> tuple[str, ...]:
    """Say what share was in time, whether the goal is met, and why the share of closed tasks differs.

    Parameters
    ----------
    total : mapping
        The line of all tasks, as in `Attainment`.
    goal : float
    """
    verdict = f"{_THESE[total['these_tasks']]}; {_SUCH[total['such_tasks']]}"
    sentences = [_share(total, goal), f"The goal is {100 * goal:.10g}%: {verdict}."]
    if total["open"] and total["closed"]:
        parts = {
            f"leaves out {counted(total['overdue'], 'open task')} already late": total["overdue"],
            "takes of recent tasks only the quick ones": total["undecided"],
        }
        why = [part for part, tasks in parts.items() if tasks]
        share = _percent(total["closed_only"], 0, 1, goal)
        sentences.append(f"Of closed tasks alone {share} were in time. That figure {', and '.join(why)}.")
    return tuple(sentences)


def _share(total: Mapping[str, Any], goal: float) -> str:
    tasks, undecided = counted(total["tasks"], "task"), counted(total["undecided"], "task")
    value, at_least, at_most = (_percent(total[name], 0, 1, goal) for name in ("attained", "at_least", "at_most"))
    low, high = (_percent(total[name], goal) for name in ("low", "high"))
    if math.isnan(total["attained"]):
        return (
            f"No share can be given for {tasks}: {undecided} can still be in time or late, and too few like them began "
            f"long enough ago to show which. It will lie between {at_least} and {at_most}."
        )
    unsure = math.isnan(total["low"])
    interval = "" if unsure else f" The interval, {low} to {high}, is that of such work on other days."
    if total["undecided"]:
        return (
            f"An estimated {value} of {tasks} are done in time or will be: between {at_least} and {at_most}, as "
            f"{undecided} can still go either way.{interval}"
        )
    return f"{value} of {tasks} were done in time: a plain count, as none is undecided.{interval}"


def _percent(share: float, *marks: float) -> str:
    """Write a share with as many digits as keep it from being read as one of the marks: none, all or the goal."""
    digits = 1
    while digits < _MOST_DIGITS and any(
        share != mark and round(share, digits + 2) == round(mark, digits + 2) for mark in marks
    ):
        digits += 1
    return f"{share:.{digits}%}"


def attainment_warnings(total: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Say how many lines have no share or no interval; `tables` holds them under what a line is, such as a week."""
    warnings = []
    if total["status"] == "thin":
        warnings.append(f"No interval: {_TOO_FEW}.")
    for line, table in tables.items():
        young, thin = (int((table["status"] == status).sum()) for status in ("too_young", "thin"))
        if young:
            warnings.append(
                f"No share for {counted(young, line)} with undecided tasks: too few like them (fewer than {FEW_TASKS}) "
                "began long enough ago to show how many will be late."
            )
        if thin:
            warnings.append(f"No interval for {counted(thin, line)}: {_TOO_FEW}.")
    return tuple(warnings)


def open_task_warnings(
    total: Mapping[str, Any], quiet_days: Sequence[str], open_now: int, open_before: float
) -> tuple[str, ...]:
    """Say where open tasks may not take after those before them; nothing to say where none is undecided.

    Parameters
    ----------
    total : mapping
        The line of all tasks.
    quiet_days : sequence of str
        Weekdays on which few tasks end, on the wall clock.
    open_now : int
    open_before : float
        Usual number of open tasks in the weeks before; NaN where they are too few.
    """
    if not total["undecided"]:
        return ()
    warnings = []
    if quiet_days:
        warnings.append(
            f"Few tasks end on {' and '.join(quiet_days)}: on the wall clock an open task is taken to go on like those "
            "with as many such days ahead. Nights and holidays are not told apart; the work clock leaves them all out."
        )
    if open_now > _CLEARLY_MORE * open_before and open_now - open_before > _BY_CHANCE * math.sqrt(open_before):
        warnings.append(
            f"{counted(open_now, 'task')} are open, against {open_before:.0f} at this hour in the weeks before. Open "
            "tasks are taken to go on as fast as earlier ones did: while a backlog grows, the share shown is too high."
        )
    return tuple(warnings)
