"""A forecast of the agreement in words, and what its reader must know before they trust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.capacity._future_log import Futures
from smo_metrics.sla.capacity._sla_backtest import SlaBacktest
from smo_metrics.sla.clock.policy import SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

_MANY = 1.5


def sentence(policy: SlaPolicy, days: pd.DataFrame, weeks: pd.DataFrame, now: int) -> str:
    """Say what comes next week, and where the backlog goes."""
    first = weeks.iloc[0]
    last = days[days["figure"] == "backlog"].iloc[-1]
    if first["tasks_due"] and first["p50"] == first["p50"]:
        said = (
            f"From {first['first_day']:%d %b} to {first['last_day']:%d %b %Y} about {first['tasks_due']:,.0f} tasks "
            f"are due: {first['p50']:.1%} in time in the middle forecast, {first['p10']:.1%} to {first['p90']:.1%} in "
            f"80 % of the futures; the goal of {policy.goal:.1%} is met with a probability of "
            f"{first['goal_probability']:.0%}."
        )
    else:
        said = f"Nothing is expected to be due from {first['first_day']:%d %b} to {first['last_day']:%d %b %Y}."
    return (
        f"{said} On the clock now: {counted(now, 'task')}; on {last['date']:%d %b %Y}: {last['p50']:,.0f} "
        f"({last['p10']:,.0f} to {last['p90']:,.0f} in 80 % of the futures)."
    )


def warnings(
    begin: Futures, backtest: SlaBacktest, people: Mapping[str, int], arrivals: float
) -> tuple[str, ...]:
    """Say what was left out, assumed or changed, and how past forecasts did."""
    log, model, opened = begin.project.log, begin.project.model, begin.open
    said = [*model.warnings, *begin.project.clocks.notes]
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


def _trust(backtest: SlaBacktest) -> list[str]:
    if not backtest.origins:
        return [
            "There is no backtest: it needs three whole weeks of events or more. Nothing shows yet how far the ranges "
            "can be trusted."
        ]
    said = []
    for week in backtest.table.query("figure == 'attainment_by_week' and points > 0").to_dict("records"):
        said.append(
            f"{counted(backtest.origins, 'past forecast')}: the attainment of a week was off by "
            f"{100 * week['mean_error']:.1f} points on average, the same as last week would have been by "
            f"{100 * week['same_as_last_week_error']:.1f}; the 80 % range held {week['coverage_80']:.0%} of "
            f"{counted(week['points'], 'week')}."
        )
        if week["mean_error"] > week["same_as_last_week_error"]:
            said.append("So far last week's attainment would have been the better forecast: read this one with care.")
    wider = [name for name, by in backtest.widening.items() if by]
    if wider:
        said.append(
            f"Past ranges held too little of {', '.join(wider)}: those are moved apart until 80 % would have been held."
        )
    return said
