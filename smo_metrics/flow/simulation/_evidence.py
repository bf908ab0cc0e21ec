"""What in the log speaks for a fix: the cause that it removes, and the figures that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.simulation._changed_hours import shared_hours
from smo_metrics.flow.simulation._changes import alignments, feeders
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel

_HOUR = 3_600_000
_FOUR_WEEKS = 4 * _HOUR
CAUSES = {
    "people": "contention",
    "align_hours": "unavailability",
    "batch": "batching",
    "rework": "rework",
    "handoff": "handoff",
    "longer_hours": "unavailability",
    "rule": "prioritisation",
}


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage in the log: how long its work waits, what share of all waiting that is, and how busy its people are."""

    waiting_hours: float
    waiting_share: float
    busy_share: float
    people: int


def stage_figures(model: FlowModel) -> Mapping[str, StageFigures]:
    """Sum up the waiting of every stage of a model, and what its people do."""
    log, network = model.log, model.network
    begun = ~log.is_waiting
    waited = (log.started - log.enabled)[begun] / _HOUR
    names = log.names["stage"]
    total = np.bincount(log.stage[begun], waited, len(names))
    count = np.bincount(log.stage[begun], minlength=len(names))
    figures = {}
    for name in network.stages:
        code = names.index(name)
        pools = zip(network.pools, model.busy, strict=True)
        crew = [(pool.persons, busy) for pool, busy in pools if name in pool.stages]
        people = sum(number for number, _ in crew)
        figures[name] = StageFigures(
            waiting_hours=total[code] / count[code] if count[code] else float("nan"),
            waiting_share=total[code] / total.sum() if total.sum() else 0.0,
            busy_share=sum(number * busy for number, busy in crew) / people,
            people=people,
        )
    return figures


def evidence(fix: Fix, model: FlowModel, figures: Mapping[str, StageFigures]) -> str:
    """Say in one sentence what the log shows about the cause that a fix removes."""
    if fix.kind == "rule":
        return f"Work is taken {model.network.rule.replace('_', ' ')} now."
    stage = figures[model.network.place(fix.target)[0]]
    wait = f"its work waits {stage.waiting_hours:.1f} h on average ({stage.waiting_share:.0%} of all waiting)"
    work = model.workload
    if fix.kind == "align_hours":
        feeder = feeders(work, model.network.stages)[fix.target]
        move, low = alignments(model.network, work, fix.target)[0], int(work.arrival[0])
        shared, length = (shared_hours(move.own, other, low) / _FOUR_WEEKS for other in (move.feeder, move.own))
        return (
            f"{fix.target} shares {shared:.0f} of its {length:.0f} h a week with {feeder}, which feeds it; "
            f"{abs(move.later) / _HOUR:g} h {'earlier' if move.later < 0 else 'later'} they share most; {wait}."
        )
    if fix.kind == "batch":
        return f"{fix.target} begins when {model.network.batches[fix.target]} tasks have come together; {wait}."
    if fix.kind == "rework":
        again = work.sent_to == model.network.stages.index(fix.target)
        redone = work.service[again].sum() / work.service.sum()
        tasks = len(np.unique(work.task[again])) / len(work.arrival)
        return f"{tasks:.0%} of the tasks go back to {fix.target}; work done again is {redone:.0%} of all working time."
    if fix.kind == "handoff":
        delay = model.delays[fix.target]
        return f"{fix.target} begins {delay:.1f} h after the work before it ends, though people are free; {wait}."
    where = model.network.place(fix.target)[0]
    who = "one person at a time is" if stage.people == 1 else f"{stage.people} people at a time are"
    return f"{who} busy {stage.busy_share:.0%} of their hours at {where}; {wait}."

