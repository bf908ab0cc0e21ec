"""Where is the bottleneck, why, and what would a fix gain? Every candidate fix, simulated and ranked by its gain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._bottleneck_words import fix_sentence, lead_words
from smo_metrics.flow.simulation._candidates import candidates, closed_waiting, drift, fits
from smo_metrics.flow.simulation._evidence import CAUSES, evidence, stage_figures
from smo_metrics.flow.simulation._ranking import BEST, TIED, UNSURE, ranked
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from smo_metrics.flow.simulation.what_if import WhatIfResult, what_if

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_HOUR = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class Bottlenecks:
    """Fixes of a project, best first.

    Attributes
    ----------
    fixes : pandas.DataFrame
        The usual fixes, each in its usual size: `rank`, `fix`, `stage`, `cause`, `evidence`; `gain_mean_hours` with
        `_se`, `_low` and `_high`, and `gain_share`, its part of the mean lead time; `gain_p90_hours` and, with a
        target, `gain_attainment` (share of tasks within it) in the same way; `behind_best_hours` and `behind_best_se`,
        the paired difference to the best; `verdict` and `sentence`.
    requested : pandas.DataFrame
        The same of the fixes that were asked for, ranked apart.
    observed_hours, simulated_hours : float
        Mean lead time of the log's finished tasks, and of the same tasks in the model.
    replications : int
    target_hours : float or None
    model : FlowModel
    warnings : tuple of str
    """

    fixes: pd.DataFrame
    requested: pd.DataFrame
    observed_hours: float
    simulated_hours: float
    replications: int
    target_hours: float | None
    model: FlowModel
    warnings: tuple[str, ...]

    @property
    def best(self) -> tuple[str, ...]:
        """Name the best fix and those that cannot be told from it; none where no fix has an effect."""
        return tuple(self.fixes["fix"][self.fixes["verdict"].isin([BEST, TIED])])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what the best fixes gain, one sentence a fix, for an update."""
        told = tuple(self.fixes["sentence"][self.fixes["verdict"].isin([BEST, TIED])])
        if told:
            return told
        if not fits(self.model):
            return ("No fix is recommended: the model does not fit the log.",)
        if self.fixes["gain_mean_hours_low"].isna().all():
            return ("No fix is recommended: tasks arrived on too few days to judge any.",)
        return ("No fix is recommended: none of the usual ones surely shortens the mean lead time by a hundredth.",)

    def to_frame(self) -> pd.DataFrame:
        """Give the usual fixes, best first."""
        return self.fixes

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        told: dict[str, Any] = to_json({
            "schema": SCHEMA,
            "observed_mean_lead_hours": self.observed_hours,
            "simulated_mean_lead_hours": self.simulated_hours,
            "target_hours": self.target_hours,
            "replications": self.replications,
            "best": self.best,
            "fixes": records(self.fixes),
            "requested": records(self.requested),
            "sentences": self.sentences,
            "warnings": self.warnings,
        })  # fmt: skip
        return told


def find_bottlenecks(
    events: pd.DataFrame | EventLog | FlowModel,
    *,
    rng: np.random.Generator,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    timezone: str | Mapping[str, str] = "UTC",
    also: Sequence[Fix | str] = (),
    target_hours: float | None = None,
    replications: int = 20,
    as_of: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Bottlenecks:
    """Decide what to change first, so that tasks are done sooner, and what it would gain.

    Parameters
    ----------
    events : pandas.DataFrame, EventLog or FlowModel
        A project's log, or what `flow_model` made of it.
    rng : numpy.random.Generator
    calendars, timezone, as_of
        As in `flow_model`; not used with a `FlowModel`.
    also : sequence of Fix or str
        Further changes to try, as a `Fix` or its text, ranked apart: other sizes, longer hours, another rule of what is
        taken first.
    target_hours : float, optional
        A lead time by the clock; with it, gains in the share of tasks within it are given too.
    replications : int
        How many times the project's days are drawn again.
    progress : callable, optional
        Told, in a few words, what is being done.

    Returns
    -------
    Bottlenecks
        The usual fixes: one more person at each stage (in each region, where several serve it); hours of a stage moved
        to fit those of the stage that feeds it; batches half as large; half as much work sent back to a stage; no delay
        in handing over. Those that the log has nothing for are left out.

    Raises
    ------
    TableError
        The events break their contract, have one time only, or hold no finished task.
    SettingsError
        A fix that the project has nothing for, a pool without a calendar, an unknown zone.

    Notes
    -----
    A stage where most work waits need not be the one to change: where hours do not fit, more people do next to nothing,
    and where work is sent back, the queue stands before the stage that has to do it again. So nothing is ranked by
    waiting. Each fix is carried out in a simulation of the project, and ranked by what it takes off the mean lead time.

    *What is inferred.* Pools: people with the same stages (from a fiftieth of their events on), in the same region, who
    keep the same hours; who has worked on a few events only belongs to the pool that does such work, and so do events
    that name nobody. Their number: those present on an average day of work, between their first and last day, absences
    of a week left out; times the tasks that they work on at a time. Hours: as `discover_calendars`; hours in which a
    pool had nothing to do are those of a pool that is at work in all of its own; a day ends earlier where a last task
    goes on after it. Work: the open hours between start and end, and the short pause after it while other work waits.
    An event that was never closed keeps nobody busy beyond their next start. Whether anybody was free while work waited
    follows from the pools. Work that waited although somebody was free waited for a batch (a constant number is
    released together, or work is begun by the lot), for a delay in handing over (the events of a transition that found
    somebody free have one of about the same length), or for what the log does not show: that is kept as it was, and no
    fix touches it. Work is sent back where a task returns to a stage after another one, up to where it is past the
    stage that sent it. Priorities are kept in the order of how long they wait. Of the readings that the log allows
    (with and without priorities, pauses, batches, other hours), the one whose replay gives back best when work began
    is taken; a warning says when the replayed lead time is more than a tenth off.

    *What is assumed.* Within a pool anybody can do the work of anybody, at the same speed, first come, first served
    within a priority. A pause does not change the work. Days of one weekday are exchangeable (there is no trend), and
    tasks arrive whatever the backlog. A project begins with no work waiting. Additional people are as good as those who
    are there; beside part-timers they work the hours of all of these, up to fifty a week. Who has less to do does not
    work more slowly.

    *What is computed.* Each replication draws every date of the log anew from the dates of its weekday, with the tasks
    that arrived then, their ways and the work they took: so the draws differ as much as another such period would. The
    project as it is and with each fix are given the same draw, task by task (common random numbers), including which
    returns are spared where less work is sent back. A gain is the mean over replications; its standard error is the
    spread between them, which includes that the log is one draw of its kind, and the interval is Student's, on the
    logarithmic scale where every replication gains.

    *Verdicts.* ``best``: the largest gain. ``tied with the best``: behind it by no more than the 95 % error of the
    paired ratio (of the difference, where one of them ever loses), or by less than a quarter while inside its
    interval; the sentence says when even that may be chance. ``helps``: a smaller gain. ``unsure``: the interval
    includes none. ``no effect``: less than a hundredth of the mean lead time, and not as much as a twentieth by chance.
    ``makes it longer``: a loss. Where the replayed lead time is less than half or more than one and a half times the
    logged one, no gain is told at all.

    References
    ----------
    Law (2015), Simulation Modeling and Analysis, 5th ed., ch. 11.2 (common random numbers) and ch. 9. Barton, Lam &
    Song (2022), Input uncertainty in stochastic simulation, for drawing the input again. Goldratt & Cox (1984), for the
    idea that a fix elsewhere gains nothing. Lashkevich et al. (2023), CAiSE, for the causes.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> days = pd.bdate_range("2026-03-02", periods=20, tz="UTC")
    >>> arrived = pd.DatetimeIndex([day + pd.Timedelta(minutes=m) for day in days for m in range(540, 1020, 10)])
    >>> label = pd.DataFrame({"task_id": range(len(arrived)), "stage": "label", "actor_id": "ann",
    ...     "enabled_at": arrived, "started_at": arrived, "ended_at": arrived + pd.Timedelta(minutes=8)})
    >>> review = label.assign(stage="review", actor_id="bob", enabled_at=label["ended_at"],
    ...     started_at=label["ended_at"] + pd.Timedelta(hours=1), ended_at=label["ended_at"] + pd.Timedelta(minutes=65))
    >>> found = find_bottlenecks(pd.concat([label, review]), rng=np.random.default_rng(1), replications=5)
    >>> found.best
    ('handoff review 0',)
    """
    tell = progress or (lambda _: None)
    tell("reading the log as a model")
    model = (
        events
        if isinstance(events, FlowModel)
        else flow_model(events, calendars=calendars, timezone=timezone, as_of=as_of)
    )
    usual, left_out = candidates(model)
    result = what_if(
        model, [*usual, *also], rng=rng, replications=replications, target_hours=target_hours, progress=tell
    )
    return Bottlenecks(
        fixes=_told(result.of(range(len(usual))), model, "of the usual fixes"),
        requested=_told(result.of(range(len(usual), len(usual) + len(also))), model, "of those asked for"),
        observed_hours=float(model.observed.mean()) / _HOUR,
        simulated_hours=float(model.replayed.mean()) / _HOUR,
        replications=replications,
        target_hours=target_hours,
        model=model,
        warnings=(*result.warnings, *left_out, *drift(model, result), *closed_waiting(model)),
    )


def _told(result: WhatIfResult, model: FlowModel, among: str) -> pd.DataFrame:
    frame, figures = ranked(result), stage_figures(model)
    fixes = [result.fixes[number] for number in frame.index]
    lead = lead_words(float(result.base[:, 0].mean()), float(model.observed.mean()) / _HOUR)
    others = ", though others are not clearly less" if (frame["verdict"] == TIED).any() else ""
    frame.insert(2, "stage", ["" if fix.kind == "rule" else model.network.place(fix.target)[0] for fix in fixes])
    frame.insert(3, "cause", [CAUSES[fix.kind] for fix in fixes])
    frame.insert(4, "evidence", [evidence(fix, model, figures) for fix in fixes])
    rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
    frame["sentence"] = [
        fix_sentence(row, fix, lead, among + others * (row["verdict"] == BEST))
        for row, fix in zip(rows, fixes, strict=True)
    ]
    if not fits(model):
        frame.loc[:, frame.columns.str.startswith(("gain_", "behind_best"))] = np.nan
        frame["verdict"] = UNSURE
        frame["sentence"] = "Not told: the model does not fit the log."
    return frame.reset_index(drop=True)
