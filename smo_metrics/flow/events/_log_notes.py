"""What must be said about a log before its figures are read: rows dropped, times derived, names that look alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.events._counted import counted

Booleans = npt.NDArray[np.bool_]
_SHOWN = 5


def shown(moment: int) -> str:
    """Write milliseconds since 1970 to the minute."""
    return f"{np.datetime64(moment, 'ms').astype('datetime64[m]')} UTC"


def log_notes(
    repeats: int,
    odd: int,
    derived: Booleans,
    is_open: Booleans,
    waiting: Booleans,
    touch_known: bool,
    stages: tuple[str, ...],
    moment: int,
) -> tuple[str, ...]:
    """Tell what was derived, dropped or assumed, a sentence each.

    Parameters
    ----------
    repeats, odd : int
        Rows that repeat another; events of a later round that are their task's first at the stage.
    derived, is_open, waiting : ndarray of bool, shape (events,)
        Without `enabled_at`; begun and not ended; not begun.
    touch_known : bool
        Whether some event ends after it starts.
    stages : tuple of str
    moment : int
        The log's `as_of`.
    """
    notes = []
    if repeats:
        verbs = "repeats another row exactly and counts" if repeats == 1 else "repeat another row exactly and count"
        notes.append(f"{counted(repeats, 'row')} {verbs} once.")
    if odd:
        verbs = (
            "has a round above 1 but is its task's first at the stage: it is"
            if odd == 1
            else "have a round above 1 but are their task's first at the stage: they are"
        )
        notes.append(f"{counted(odd, 'event')} {verbs} first-time work.")
    if derived.any():
        verb, whose = ("has", "its") if derived.sum() == 1 else ("have", "their")
        notes.append(
            f"{int(derived.sum()):,} of {counted(len(derived), 'event')} {verb} no enabled_at: {whose} work is taken "
            "to be possible when the task's earlier work had ended. What a task waits before its first stage is "
            "unknown and counts as none."
        )
    if not touch_known:
        notes.append(
            "No finished event has an end later than its start: working and waiting time cannot be told apart."
        )
    if is_open.any() or waiting.any():
        began, waits = int(is_open.sum()), int(waiting.sum())
        notes.append(
            f"{counted(began, 'event')} {'is' if began == 1 else 'are'} open and {waits:,} still "
            f"{'waits' if waits == 1 else 'wait'}, as of {shown(moment)}."
        )
    return (*notes, *_alike(stages))


def _alike(stages: tuple[str, ...]) -> list[str]:
    """Name the stages that only capitals or spaces tell apart, for they count as different."""
    written: dict[str, list[str]] = {}
    for stage in stages:
        written.setdefault(" ".join(stage.casefold().split()), []).append(stage)
    alike = [" and ".join(map(repr, sorted(same))) for same in written.values() if len(same) > 1]
    if not alike:
        return []
    more = "; ..." if len(alike) > _SHOWN else "."
    return [f"Stages that differ only in capitals or spaces count as different: {'; '.join(alike[:_SHOWN])}{more}"]
