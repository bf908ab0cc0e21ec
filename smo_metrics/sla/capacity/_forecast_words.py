"""A forecast of the agreement in words, and what its reader must know before they trust it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.capacity._day_figures import FIGURES
from smo_metrics.sla.capacity._forecast_tables import local_dates
from smo_metrics.sla.capacity._future_log import Futures
from smo_metrics.sla.capacity._sla_backtest import SlaBacktest
from smo_metrics.sla.clock.policy import SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

_MANY, _LEVEL, _DAY = 1.5, 0.8, 86_400_000
_REWORDED = {
    "Its gains are unsure by as much. Give calendars, or check who works where.": "The forecast is unsure by as much.",
    "No fix here touches it.": "The forecast takes it to go on.",
    "its gains are those of an average period, not of the next one.": "the forecast is that of an average team.",
}


def sentence(policy: SlaPolicy, days: pd.DataFrame, weeks: pd.DataFrame, now: int, futures: int) -> str:
    """Say what comes next week, and where the backlog goes."""
    first = weeks.iloc[0]
    week = f"from {_day(first['first_day'])} to {_day(first['last_day'])}"
    last = days[days["figure"] == "backlog"].iloc[-1]
    if first["tasks_due"] and first["p50"] == first["p50"]:
        said = (
            f"About {first['tasks_due']:,.0f} tasks are due {week}: {_share(first['p50'])} in time in the middle one "
            f"of {futures:,} simulated futures, {_share(first['p10'])} to {_share(first['p90'])} in 80 % of them; the "
            f"goal of {100 * policy.goal:.10g} % is met in {_chance(first['goal_probability'], futures)} of them."
        )
    else:
        said = f"Nothing is expected to be due {week}."
    return (
        f"{said} On the clock now: {counted(now, 'task')}; at the end of {_day(last['date'])}: {last['p50']:,.0f} "
        f"({last['p10']:,.0f} to {last['p90']:,.0f} in 80 % of the futures)."
    )


def _day(date: date) -> str:
    return f"{date.day} {date:%b %Y}"


def _share(share: float) -> str:
    """Write a share of tasks; one that is neither none nor all is never written as either."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    if 0.9995 < share < 1:
        return "more than 99.9 %"
    return f"{100 * share:.1f} %"


def _chance(share: float, futures: int) -> str:
    """Write a share of futures, no nearer to none or all than one future is."""
    least = max(math.ceil(100 / futures), 1)
    if 100 * share < least:
        return f"less than {least} %"
    return f"more than {100 - least} %" if 100 * share > 100 - least else f"{100 * share:.0f} %"


def warnings(
    begin: Futures, backtest: SlaBacktest, people: Mapping[str, int], arrivals: float
) -> tuple[str, ...]:
    """Say what was left out, assumed or changed, and how past forecasts did."""
    log, opened = begin.project.log, begin.open
    said = [*_model_words(begin), *begin.project.clocks.notes]
    stuck = int((~log.is_done).sum()) - (len(opened.first) - 1)
    if stuck:
        said.append(
            f"{counted(stuck, 'open task')} cannot be followed, as no finished task of the time looked at went through "
            "the stage where they are: they are taken to stay open."
        )
    at_once = sum(pool.people for pool in begin.network.pools)
    if opened.begun.sum() > _MANY * at_once:
        said.append(
            f"{counted(int(opened.begun.sum()), 'event')} are open now, though {at_once:,} at most are worked on at a "
            "time: all of them are finished first. Close those that nobody works on."
        )
    if not log.enabled_known:
        said.append(
            "The events lack enabled_at: tasks that wait between two stages cannot be told from finished ones, and are "
            "not in the backlog. Export when work could begin, or rows of work that waits."
        )
    if begin.arrivals.unlike:
        said.append(
            f"On {counted(begin.arrivals.unlike, 'day')} ahead the team is closed, or open, as on no past day of that "
            "weekday: tasks are taken to arrive as on any such weekday."
        )
    if people or arrivals != 1:
        changes = [f"{change:+d} at {place}" for place, change in people.items()]
        changes += [f"{arrivals:g} times the arrivals"] if arrivals != 1 else []
        said.append(f"This is the forecast with {', '.join(changes)}; the past forecasts beside it are without.")
    return (*said, *_trust(backtest))


def _model_words(begin: Futures) -> list[str]:
    """Say who is taken to be there and since when, then what flow warns of, in the words of a forecast."""
    model, change = begin.project.model, begin.project.change
    said = []
    if change:
        since = local_dates(np.array([change.since, change.since + _DAY]), model.timezone)[0]
        said.append(
            f"The team has changed: {change.before:.1f} people a week worked at {change.stage} before {_day(since)}, "
            f"{change.after:.1f} since. The forecast is made from the tasks that were not finished before."
        )
    teams = [
        f"{pool.persons:,} at {' and '.join(stage for stage in pool.stages if stage in model.network.stages)}"
        for pool in begin.network.pools
    ]
    said.append(f"People taken to be there at a time: {', '.join(teams)}. Give `people` where others will be.")
    for text in model.warnings:
        for flow, own in _REWORDED.items():
            text = text.replace(flow, own)
        if not text.startswith("The events span "):  # a forecast has its 14 days
            said.append(text)
    return said


def _trust(backtest: SlaBacktest) -> list[str]:
    if not backtest.origins:
        return [
            "There is no backtest: it needs three whole weeks of events or more. Nothing shows yet how far the ranges "
            "can be trusted."
        ]
    said = []
    for week in backtest.table.query("figure == 'attainment_by_week' and points > 0").to_dict("records"):
        weeks = int(week["points"])
        said.append(
            f"{counted(backtest.origins, 'past forecast')}: the attainment of a week was off by "
            f"{100 * week['mean_error']:.1f} points on average, the same as last week would have been by "
            f"{100 * week['same_as_last_week_error']:.1f}; the 80 % range held "
            f"{week['coverage_80'] * weeks:.0f} of {counted(weeks, 'week')}, where {_LEVEL * weeks:.0f} are expected."
        )
        if week["mean_error"] > week["same_as_last_week_error"]:
            said.append("So far last week's attainment would have been the better forecast: read this one with care.")
        if week["coverage_80"] < _LEVEL and not week["widened_by"]:
            said.append("So few past forecasts may miss that often by chance: the ranges are left as they are.")
    wider = [FIGURES[name] for name, by in backtest.widening.items() if by]
    if wider:
        said.append(
            f"Past ranges held too little ({', '.join(wider)}): those shown are moved apart until 80 % would have been "
            "held."
        )
    return said
