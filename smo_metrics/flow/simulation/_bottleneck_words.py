"""What a coordinator can paste into an update: a fix, what it gains and how sure that is, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smo_metrics.flow.simulation._ranking import BEST, HARMS, NONE, TIED
from smo_metrics.flow.simulation.fix import Fix

_RULES = {"fifo": "first come, first served", "priority": "urgent work first", "oldest_task": "oldest task first"}

def fix_words(fix: Fix) -> str:
    """Name a fix as one would in a meeting."""
    stage, size = fix.target, fix.size
    if fix.kind == "people":
        return f"one more person at {stage}" if size == 1 else f"{size:g} more people at {stage}"
    if fix.kind == "align_hours":
        return f"{stage}'s hours moved to those of the stage before it"
    if fix.kind == "longer_hours":
        return f"{stage}'s shifts {size:g} h longer"
    if fix.kind == "rule":
        return _RULES[stage]
    part = {0.5: "half", 0: "none"}.get(size, f"{size:.0%}")
    if fix.kind == "batch":
        return f"{stage}'s batches {part} as large"
    if fix.kind == "rework":
        return f"{part} as much work sent back to {stage}" if size else f"no work sent back to {stage}"
    return f"no fixed delay before {stage}" if not size else f"the delay before {stage} cut to {part}"


def fix_sentence(row: Mapping[str, Any], fix: Fix, lead: str, among: str) -> str:
    """Say what a fix gains.

    Parameters
    ----------
    row : mapping
        A row of `ranked`.
    fix : Fix
    lead : str
        The mean lead time without it, as `lead_words` tells it.
    among : str
        Of what the best is the best: ``of the usual fixes``, and whether others are not clearly less.
    """
    words = fix_words(fix)
    words = words[0].upper() + words[1:]
    gain, low, high = (row[f"gain_mean_hours{part}"] for part in ("", "_low", "_high"))
    interval = f"95 % interval {shown(low)} to {shown(high)}" if low == low else "too few days to say how sure"
    if row["verdict"] == NONE:
        return f"{words}: no effect ({shown(gain)} h off {lead})."
    if row["verdict"] == HARMS:
        return f"{words} would add {shown(-gain)} h to {lead}."
    if gain <= 0:
        return f"{words}: nothing to be said; {shown(gain)} h ({interval}) off {lead}."
    told = f"{words} would take {shown(gain)} h ({interval}) off {lead}"
    chance = "" if low > 0 or low != low else ", but that may be chance"
    if row["verdict"] == BEST:
        return f"{told}: the largest gain {among}{chance}."
    if row["verdict"] == TIED:
        return f"{told}, which is not clearly less than the largest gain {among}{chance}."
    return f"{told}{chance}."


def lead_words(simulated_hours: float, logged_hours: float) -> str:
    """Tell the mean lead time that gains are taken off, and the one that the log has."""
    return f"the mean lead time of {shown(simulated_hours)} h as simulated ({shown(logged_hours)} h in the log)"


def shown(hours: float) -> str:
    """Write hours with the digits that matter."""
    return f"{hours:.0f}" if abs(hours) >= 100 else f"{hours:.1f}" if abs(hours) >= 1 else f"{hours:.2f}"
