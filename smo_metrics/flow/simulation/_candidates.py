"""Which fixes are worth trying on a project, and what a list of gains must not be read without."""

from __future__ import annotations

from smo_metrics.flow.simulation._changes import candidate_fixes
from smo_metrics.flow.simulation._evidence import stage_figures
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel
from smo_metrics.flow.simulation.what_if import WhatIfResult

_HOUR = 3_600_000
_MOST_FIXES = 40
_UNSEEN = 0.5
_MISFIT = 0.5
_MUCH_WAITING, _MOSTLY = 0.2, 0.5
_DRIFT_ERRORS, _DRIFT = 3, 0.1


def candidates(model: FlowModel) -> tuple[list[Fix], list[str]]:
    """List the usual fixes of a project, and say which are left out.

    More people or other hours are not tried at a stage whose queue the log does not show (most of its work has no
    `enabled_at` and nothing before it), and of very many fixes those at the stages where most work waits are tried.
    """
    log, figures, said = model.log, stage_figures(model), []
    fixes = candidate_fixes(model.network, model.workload, model.delays)
    unseen = {
        name
        for code, name in enumerate(log.names["stage"])
        if (~log.wait_known[log.stage == code]).mean() > _UNSEEN
    }
    hidden = [fix for fix in fixes if fix.kind in ("people", "align_hours") and _stage(model, fix) in unseen]
    if hidden:
        fixes = [fix for fix in fixes if fix not in hidden]
        said.append(
            f"More people and other hours are not tried at {', '.join(sorted(unseen))}: the events do not say when "
            "work arrived there. Export enabled_at."
        )
    if len(fixes) > _MOST_FIXES:
        said.append(
            f"Of {len(fixes):,} fixes the {_MOST_FIXES} at the stages where most work waits are tried. "
            "Ask for others by name."
        )
        fixes = sorted(fixes, key=lambda fix: -figures[_stage(model, fix)].waiting_share)[:_MOST_FIXES]
    return fixes, said


def fits(model: FlowModel) -> bool:
    """Tell whether the model gives the log's mean lead time back at least by half; gains of others mean nothing."""
    return bool(abs(model.replayed.mean() / max(model.observed.mean(), 1) - 1) <= _MISFIT)


def drift(model: FlowModel, result: WhatIfResult) -> list[str]:
    """Say when the drawn days are unlike the log: it began with a backlog, or its days hang together."""
    observed, base = float(model.observed.mean()) / _HOUR, result.base[:, 0]
    far = abs(base.mean() - observed) > max(_DRIFT_ERRORS * base.std(ddof=1), _DRIFT * observed)
    if not far or not fits(model):
        return []
    return [
        f"With its days drawn again the project has a mean lead time of {base.mean():.1f} h, the log {observed:.1f} h: "
        "it began with a backlog, or its load changed. The gains are those of a project without that."
    ]


def closed_waiting(model: FlowModel) -> list[str]:
    """Say at which stages most waiting lies outside the hours: longer ones are no usual fix, but may gain more."""
    log, figures, said = model.log, stage_figures(model), []
    low, high = int(log.enabled.min()), log.as_of
    for name in model.network.stages:
        hours = max(model.network.serving(name), key=lambda pool: pool.people).calendar
        rows = (log.stage == log.names["stage"].index(name)) & ~log.is_waiting
        waited = int((log.started - log.enabled)[rows].sum())
        if hours is None or figures[name].waiting_share < _MUCH_WAITING or not waited:
            continue
        clock = hours.windows(low, high)
        closed = 1 - int((clock.worked(log.started[rows]) - clock.worked(log.enabled[rows])).sum()) / waited
        if closed > _MOSTLY:
            said.append(
                f"{100 * closed:.0f} % of the waiting at {name} lies outside its hours. Longer hours are no usual fix: "
                f"ask for 'longer_hours {name} 1'."
            )
    return said


def _stage(model: FlowModel, fix: Fix) -> str:
    return model.network.place(fix.target)[0]
