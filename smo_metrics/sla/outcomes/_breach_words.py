"""What a coordinator reads beside a risk: why it is what it is, and how far to trust it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.sla.outcomes._landmarks import FEWEST
from smo_metrics.sla.outcomes._open_risks import FEWEST_DECIDED, OpenRisks
from smo_metrics.sla.outcomes.breach_check import BreachCheck

Texts = NDArray[np.object_]
FloatArray = NDArray[np.float64]
_FEW_FORECASTS = 100
_FEW_SIMILAR = 30


def reasons(clocks: TaskClocks, risk: OpenRisks) -> Texts:
    """Write a sentence for each open task, whole columns at a time."""
    kinds = ("Waiting at {}", "In work at {}", "Done at {}, nothing begun since")
    if not clocks.log.touch_known:
        kinds = ("Waiting at {}", "At {}", "At {}")
    places = [kind.format(stage) for stage in clocks.log.names["stage"] for kind in kinds]
    target = clocks.target_hours[risk.clock]
    where = np.array(places, dtype=object)[risk.place] + " after " + _text("%.1f", risk.age * target)
    where = where + " of " + _text("%g", target) + " h"
    unknown = np.isnan(risk.probability)
    share, seen = (_text("%.0f", 100 * np.nan_to_num(one)) for one in (risk.probability, risk.similar_late))
    among = ". Of " + _text("%d", risk.similar) + " past tasks there at that age " + seen + " % were late; "
    among = among + f"at moments like now ({len(risk.clock):,} open) " + share + " %."
    overall = _text("%.0f", 100 * np.nan_to_num(risk.anywhere_late))
    thin = ". Few past tasks were there at that age (" + _text("%d", risk.similar) + "); of all past tasks of that age "
    thin = thin + overall + f" % were late; at moments like now ({len(risk.clock):,} open) " + share + " %."
    alone = ". No past task was there at that age; by age alone " + share + " % are late."
    few = f". Fewer than {FEWEST} past tasks got that old: no risk can be given."
    if int((~clocks.running).sum() + (risk.age > 1).sum()) < FEWEST_DECIDED:
        few = f". Fewer than {FEWEST_DECIDED} tasks are finished or late: no risk can be given."
    closed = ". Hardly any work ends in the hours of the week until it is due: past tasks would show too low a risk."
    told = np.select([risk.similar >= _FEW_SIMILAR, risk.similar > 0], [among, thin], alone)
    told = where + np.select([risk.closed, unknown], [closed, few], told)
    over = _text("%.1f", np.maximum(risk.age - 1, 0) * target)
    return np.asarray(np.where(risk.age > 1, where + ": late by " + over + " h.", told))


def _text(form: str, figures: NDArray[np.generic]) -> Texts:
    return np.char.mod(form, figures).astype(object)


def breach_warnings(clocks: TaskClocks, risk: OpenRisks, check: BreachCheck) -> tuple[str, ...]:
    """Say what the risks cannot be trusted for."""
    warnings = [*clocks.log.notes, *clocks.notes]
    if not risk.clock.size:
        return (*warnings, "No task is open on this clock.")
    past_late = int((clocks.elapsed_hours > clocks.target_hours)[~clocks.running].sum() + (risk.age > 1).sum())
    finished = int((~clocks.running).sum())
    closed = int(risk.closed.sum())
    if closed:
        warnings.append(
            f"{counted(closed, 'open task')} without a risk: due in hours in which hardly any work ends, unlike past "
            "tasks of their age, whose risks would be too low. Do them before closing time, or expect most to be late."
        )
    unknown = int(np.isnan(risk.probability).sum()) - closed
    if unknown:
        warnings.append(
            f"{counted(unknown, 'open task')} without a risk: too few past tasks are finished or late, or got as old."
        )
    if not past_late and finished >= FEWEST_DECIDED:
        warnings.append(
            f"None of the {finished:,} finished tasks was late: the risks only say that it is rare. True shares up to "
            f"{3 / finished:.1%} would often show none."
        )
    return (*warnings, *_check_warnings(check))


def _check_warnings(check: BreachCheck) -> list[str]:
    if not check.forecasts:
        return ["The risks could not be tried on this log's own past: it is too short for the target."]
    warnings = []
    if check.forecasts < _FEW_FORECASTS:
        warnings.append(
            f"The risks were tried on only {counted(check.forecasts, 'past forecast')}: its figures are rough."
        )
    if check.brier >= check.base_rate_brier:
        warnings.append(
            "In this log's own past the risks were no better than the plain share of late tasks (mean squared error "
            f"{check.brier:.3f} against {check.base_rate_brier:.3f}): do not act upon them."
        )
    off = abs(check.line.slope - 1)
    if not math.isnan(off) and off > max(0.2, 2 * check.line.slope_error):
        manner = "too extreme: high ones too high, low ones too low" if check.line.slope < 1 else (
            "too timid: high ones too low, low ones too high"
        )
        warnings.append(f"In this log's own past the risks were {manner} (calibration slope {check.line.slope:.2f}).")
    return warnings
