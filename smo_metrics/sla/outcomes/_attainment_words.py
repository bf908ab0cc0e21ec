"""What an attainment table says, in sentences for somebody who has to answer for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
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


def attainment_sentences(total: Mapping[str, Any], goal: float) -> tuple[str, ...]:
    """Say what share was in time, whether the goal is met, and why the share of closed tasks differs.

    Parameters
    ----------
    total : mapping
        The line of all tasks, as in `Attainment`.
    goal : float
    """
    verdict = f"{_THESE[total['these_tasks']]}; {_SUCH[total['such_tasks']]}"
    sentences = [_share(total), f"The goal is {goal:.1%}: {verdict}."]
    if total["open"] and total["closed"]:
        sentences.append(
            f"Of closed tasks alone {total['closed_only']:.1%} were in time. That figure leaves out "
            f"{counted(total['overdue'], 'open task')} already late, and takes of recent tasks only the quick ones."
        )
    return tuple(sentences)


def _share(total: Mapping[str, Any]) -> str:
    tasks, undecided = counted(total["tasks"], "task"), counted(total["undecided"], "task")
    if math.isnan(total["attained"]):
        return (
            f"No share can be given for {tasks}: {undecided} can still be in time or late, and too few began long "
            f"enough ago to show which. It will lie between {total['at_least']:.1%} and {total['at_most']:.1%}."
        )
    share, sure = f"{total['attained']:.1%} of {tasks}", f"{total['low']:.1%} to {total['high']:.1%}"
    unsure = math.isnan(total["low"])
    if total["undecided"]:
        interval = "" if unsure else f" (interval {sure})"
        return f"An estimated {share} are done in time or will be{interval}; {undecided} can still go either way."
    interval = "" if unsure else f" The interval, {sure}, is that of such work on other days."
    return f"{share} were done in time: a plain count, as none is undecided.{interval}"


def attainment_warnings(total: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Say how many lines have no share or no interval; `tables` holds them under what a line is, such as a week."""
    warnings = []
    if total["status"] == "thin":
        warnings.append(f"No interval: fewer than {FEW_TASKS} tasks or {FEW_DAYS} days on which clocks started.")
    for line, table in tables.items():
        young, thin = (int((table["status"] == status).sum()) for status in ("too_young", "thin"))
        if young:
            warnings.append(
                f"No share for {counted(young, line)} with undecided tasks: fewer than {FEW_TASKS} tasks began long "
                "enough ago to show how many such tasks are late."
            )
        if thin:
            warnings.append(
                f"No interval for {counted(thin, line)} with fewer than {FEW_TASKS} tasks or {FEW_DAYS} days on which "
                "clocks started."
            )
    return tuple(warnings)
