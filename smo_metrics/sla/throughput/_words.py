"""What a forecast says, in sentences: when it is done, whether a due date is met, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.throughput._outlook import NEAR, Outlook
from smo_metrics.sla.throughput._plan import Plan
from smo_metrics.sla.throughput.backtest import BacktestResult


def percent(share: float) -> str:
    """Write a share in percent; one that is neither none nor all is never written as either."""
    shown = round(100 * share)
    if shown == 0 and share > NEAR:
        return "less than 1 %"
    if shown == 100 and share < 1 - NEAR:
        return "more than 99 %"
    return f"{shown} %"


def confident(share: float) -> str:
    """Write a confidence as it was asked for: 80 %, 97.5 %."""
    return f"{100 * share:.6g} %"


def first_futures(share: float) -> str:
    """Begin a sentence with the futures of the lowest confidence."""
    return "Half the futures" if share == 0.5 else f"{confident(share)} of the futures"


def by_words(plan: Plan, day: int) -> str:
    """Write by when day number `day` is over."""
    when = plan.date_of(day)
    return f"by {when.day} {when:%b %Y}" if when else f"within {counted(day, 'day')}"


def finish_words(plan: Plan, found: Sequence[tuple[float, int | None]], outlook: Outlook) -> str:
    """Say by when which share of the futures finish, and what does not within the horizon."""
    reached = [(share, day) for share, day in found if day is not None]
    limit = f"within {counted(outlook.horizon, 'day')}"
    if not reached:
        return f"Not done {limit} in {percent(outlook.not_within)} of the futures"
    parts = [f"{first_futures(reached[0][0])} finish {by_words(plan, reached[0][1])}"]
    parts += [f"{confident(share)} {by_words(plan, day)}" for share, day in reached[1:]]
    if len(reached) < len(found):
        parts.append(f"{percent(outlook.not_within)} are not done {limit}")
    return ", ".join(parts)


def reach_words(plan: Plan, outlook: Outlook) -> tuple[str, ...]:
    """Say why there is no date beyond the horizon where the history is the reason."""
    return (plan.too_far,) if plan.too_far and outlook.horizon == plan.most_days else ()


def due_words(plan: Plan, day: int, probability: float) -> str:
    """Say in how many futures a due date is met; one before the first day, that it cannot be."""
    when = plan.date_of(day)
    if when is None:
        return f"{counted(day, 'day')} are enough in {percent(probability)}"
    name = f"the due date {when.day} {when:%b %Y}"
    if day < 1:
        return f"{name} {before_words(plan, day)} and cannot be met"
    return f"{name} is met in {percent(probability)}"


def before_words(plan: Plan, day: int) -> str:
    """Say of a day before the first whether it is over, or only before the start."""
    if plan.start is None or plan.gap + day < 1:
        return "is over"
    return f"lies before the first day ({plan.start.day} {plan.start:%b %Y})"


def trust_words(plan: Plan, backtest: BacktestResult | None, day: int) -> tuple[str, ...]:
    """Say that a forecast of day number `day` lies farther ahead than past forecasts were checked."""
    if backtest is None:
        return ()
    checked = backtest.table.query("method == @backtest.chosen and status == 'ok'")["horizon_days"].max()
    ahead = plan.gap + day
    if not ahead > checked:  # also where nothing was checked, NaN, which the backtest says
        return ()
    return (
        f"Past forecasts were checked over {counted(int(checked), 'day')} at most; this one reaches "
        f"{counted(ahead, 'day')} ahead, and no figure here says how far it can be trusted there.",
    )
