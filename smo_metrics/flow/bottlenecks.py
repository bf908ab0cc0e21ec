"""Where is the bottleneck, why, and what would a fix gain? Every candidate fix, simulated and ranked by its gain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow._bottleneck_words import fix_sentence
from smo_metrics.flow._changes import candidate_fixes
from smo_metrics.flow._evidence import CAUSES, evidence, stage_figures
from smo_metrics.flow._ranking import BEST, TIED, ranked
from smo_metrics.flow.calendar import WorkCalendar
from smo_metrics.flow.event_log import EventLog
from smo_metrics.flow.fix import Fix
from smo_metrics.flow.flow_model import FlowModel, flow_model
from smo_metrics.flow.what_if import what_if

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Bottlenecks:
    """Fixes of a project, best first.

    Attributes
    ----------
    fixes : pandas.DataFrame
        The usual fixes, each in its usual size: `rank`, `fix`, `stage`, `cause`, `evidence`, `verdict`,
        `gain_mean_hours` with `_se`, `_low`, `_high`, `gain_share` of the mean lead time, the same of the P90 and, with
        a target, of the share of tasks within it; `behind_best_hours` and `behind_best_se`; `sentence`.
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
        return told or ("None of the usual fixes would shorten the mean lead time by a hundredth of it.",)

    def to_frame(self) -> pd.DataFrame:
        """Give the usual fixes, best first."""
        return self.fixes

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return to_json({
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


def find_bottlenecks(
    events: pd.DataFrame | EventLog | FlowModel,
    *,
    rng: np.random.Generator,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    timezone: str = "UTC",
    also: Sequence[Fix] = (),
    target_hours: float | None = None,
    replications: int = 20,
    as_of: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Bottlenecks:
    """Find what to change first, so that tasks are done sooner."""
    tell = progress or (lambda _: None)
    tell("reading the log")
    model = events if isinstance(events, FlowModel) else flow_model(
        events, calendars=calendars, timezone=timezone, as_of=as_of
    )  # fmt: skip
    usual = candidate_fixes(model.network, model.workload, model.delays)
    result = what_if(
        model, [*usual, *also], rng=rng, replications=replications, target_hours=target_hours, progress=tell
    )
    hour = 3_600_000
    return Bottlenecks(
        fixes=_told(result.of(range(len(usual))), model),
        requested=_told(result.of(range(len(usual), len(usual) + len(also))), model),
        observed_hours=float(model.observed.mean()) / hour,
        simulated_hours=float(model.replayed.mean()) / hour,
        replications=replications,
        target_hours=target_hours,
        model=model,
        warnings=result.warnings,
    )


def _told(result, model: FlowModel) -> pd.DataFrame:
    frame = ranked(result)
    figures = stage_figures(model)
    fixes = [result.fixes[number] for number in frame.index]
    lead = float(result.base[:, 0].mean())
    frame.insert(2, "stage", [fix.target if fix.kind != "rule" else "" for fix in fixes])
    frame.insert(3, "cause", [CAUSES[fix.kind] for fix in fixes])
    frame.insert(4, "evidence", [evidence(fix, model, figures) for fix in fixes])
    frame["sentence"] = [fix_sentence(row, fix, lead) for row, fix in zip(frame.to_dict("records"), fixes, strict=True)]
    return frame.reset_index(drop=True)
