"""What the delivery review says: three sentences on top, one above each chart, each a finding with its figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smo_metrics.sla.throughput._words import percent as chance_words
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.basis.wording import count, interval, percent
from smo_metrics.status.delivery.finish_kpis import DUE_TARGET, day_words, late_words
from smo_metrics.status.delivery.promised import Promised
from smo_metrics.status.delivery.work_to_come import WorkToCome

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 3
_NO_DUE = "days until half, 80 % and 95 % of the futures are done; no due date to judge them by"


def headlines(kpis: Sequence[Kpi], kept: Promised, ahead: WorkToCome) -> tuple[str, str, str]:
    """Give three sentences: what was kept, whether the date holds, where to act."""
    total = {kpi.key: kpi for kpi in kpis if kpi.region == ALL_REGIONS}
    return (
        _kept(total["sla_attainment"], kept),
        _date(total["due_probability"]),
        f"{_first(kept.work_list)} {_remedy(total['due_probability'], ahead.scenarios)}".strip(),
    )


def chart_headlines(
    kept: Promised, ahead: WorkToCome, missing: Mapping[str, str], confidence: float
) -> dict[str, str]:
    """Give one sentence above each chart: `fan`, `weeks` and `scenarios`."""
    return {
        "fan": _burn_up(ahead) or f"Burn-up: not available. {missing.get('delivery', '')}",
        "weeks": _latest(kept.weeks, confidence) or f"SLA by week: not available. {missing.get('attainment', '')}",
        "scenarios": _best(ahead.scenarios) or f"Scenarios: {missing.get('scenarios', _NO_DUE)}",
    }


def _kept(kpi: Kpi, kept: Promised) -> str:
    found, regions = kept.attainment, kept.regions
    if found is None or math.isnan(kpi.value):
        return f"SLA attainment is not available: {kpi.detail.rstrip('.')}."
    hours = f"{found.policy.target_hours:g} {'work ' if found.policy.clock == 'work' else ''}hours"
    within = "their target" if found.policy.targets else hours
    sentence = f"{kpi.mark}: {kpi.shown} of tasks within {within} ({kpi.detail}), {kpi.target}."
    missed = [] if regions is None else regions[regions["such_tasks"] == "missed"].to_dict("records")
    if missed:
        shown = ", ".join(f"{row['region']} ({percent(row['attained_share'])})" for row in missed[:_NAMED])
        more = f" and {len(missed) - _NAMED} more" if len(missed) > _NAMED else ""
        sentence += f" Below the goal by more than chance: {shown}{more}."
    return sentence


def _date(chance: Kpi) -> str:
    if not math.isnan(chance.value):
        return f"{chance.mark}: the due date is met in {chance.shown} of the simulated futures; {chance.detail}."
    return f"The chance of the due date is not available: {chance.detail.rstrip('.')}."


def _first(work: pd.DataFrame | None) -> str:
    if work is None:
        return "Which open tasks will be late is not available."
    if work.empty:
        return "No task is open."
    chosen = work[work["at_risk"]]
    if chosen.empty:
        return f"None of the {count(len(work), 'open task')} is late or more likely late than not."
    late = int((chosen["state"] == "late").sum())
    open_ones = chosen[chosen["state"] != "late"]
    sentence = f"{count(len(chosen), 'open task')} late or likely to be ({late:,} already)"
    if len(open_ones):
        row = open_ones.iloc[0]
        sentence += f"; to save first: {row['task_id']} at {row['stage']}, due {row['due_local']:%d %b %H:%M}"
    return f"{sentence}."


def _remedy(chance: Kpi, scenarios: pd.DataFrame | None) -> str:
    """Name what would keep the due date where it does not hold as things are."""
    return "" if math.isnan(chance.value) or chance.rag == "green" else _best(scenarios)


def _best(scenarios: pd.DataFrame | None) -> str:
    """Name the scenarios that keep the due date, or the one that comes nearest to it."""
    if scenarios is None or len(scenarios) < 2 or scenarios["due_probability"].isna().all():
        return ""
    now, others = scenarios.iloc[0], scenarios.iloc[1:].dropna(subset=["due_probability"])
    if others.empty:
        return ""
    kept = list(others.loc[others["due_probability"] >= DUE_TARGET, "scenario"])
    sure = f"{100 * DUE_TARGET:g} % of the futures"
    if now["due_probability"] >= DUE_TARGET:
        return f"The due date holds in {sure} or more as things are."
    if kept:
        return f"Scenarios that keep their due date in {sure} or more: {', '.join(map(str, kept))}."
    best = others.sort_values(["due_probability", "p80_days"], ascending=[False, True], kind="stable").iloc[0]
    if math.isnan(best["p80_days"]):
        return f"No scenario keeps its due date in {sure}, or is done within the days looked ahead."
    chance = f"{chance_words(best['due_probability'])}; 80 % sure by {day_words(best['p80_date'])}"
    return f"No scenario keeps its due date in {sure}; nearest: {best['scenario']} ({chance})."


def _burn_up(ahead: WorkToCome) -> str:
    days, found, finish = ahead.days, ahead.forecast, ahead.finish
    if days is None or found is None or finish is None:
        return ""
    done = f"{days.done:,.0f} of {count(round(days.done + days.remaining), 'task')} done"
    row = finish[finish["sure_share"] == DUE_TARGET].iloc[0]
    if row["finish_date"] is None:
        return f"{done}; 80 % of the futures are not done within {found.horizon_days} days"
    against = "" if math.isnan(row["days_after_due"]) else f", {late_words(row['days_after_due'])}"
    return f"{done}; 80 % of the futures finish by {day_words(row['finish_date'])}{against}"


def _latest(weeks: pd.DataFrame | None, confidence: float) -> str:
    if weeks is None:
        return ""
    told = weeks.dropna(subset=["attained_share"])
    if told.empty:
        return "SLA attainment by week: no week can be told yet"
    row = told.iloc[-1]
    reach = interval(row["low_share"], row["high_share"], confidence, percent)
    below = int((told["such_tasks"] == "missed").sum())
    weeks_below = f"{below or 'None'} of {count(len(told), 'week')}"
    return (
        f"{weeks_below} below the goal of {100 * row['goal_share']:g} % by more than chance; week of "
        f"{day_words(row['week'])}: {percent(row['attained_share'])} in time ({reach})"
    )
