"""Is the project on plan, in work and in money? Earned against planned, and earned against spent."""

from __future__ import annotations

import math
from datetime import date

from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, percent

_SPI = "earned share of the scope (tasks done / tasks in total) / share planned by today (lines between milestones)"
_CPI = "earned value (tasks done / tasks in total x budget) / cost so far (hours of work x hourly_cost)"


def plan_kpis(
    project: Project,
    *,
    completed: float | None,
    planned: float,
    hours: float,
    as_of: date,
    first_work: date | None = None,
) -> tuple[Kpi, Kpi]:
    """Tell whether work and money keep up with the plan: schedule and cost performance, 1 is as planned.

    Parameters
    ----------
    project : Project
        Its scope, budget, hourly cost and thresholds.
    completed : float or None
        Tasks done.
    planned : float
        Share of the scope that should be done by `as_of`; NaN: not known.
    hours : float
        Hours of work so far; NaN: not known.
    as_of : datetime.date
    first_work : datetime.date, optional
        The first day that `hours` count. CPI is not available where it lies before the project's `start_date`: those
        hours would stand against tasks that do not count.

    References
    ----------
    Project Management Institute (2019), The Standard for Earned Value Management: SPI = EV / PV, CPI = EV / AC.

    Examples
    --------
    >>> from smo_metrics.settings import load_project
    >>> project, _ = load_project({"scope_tasks": 1000, "budget": 5000, "hourly_cost": 20})
    >>> found = plan_kpis(project, completed=400, planned=0.5, hours=90, as_of=date(2026, 3, 2))
    >>> [(kpi.shown, kpi.mark) for kpi in found]
    [('0.80', '■ Below minimum'), ('1.11', '● On target')]
    """
    scope, cost, limits = project.delivery.scope_tasks, project.cost, project.thresholds
    share = completed / scope if completed is not None and scope else math.nan
    start = project.delivery.start_date
    if start is not None and first_work is not None and first_work < start:
        hours, work = math.nan, f"events from {start} (start_date) on, as the tasks done; work began on {first_work}"
    else:
        work = "events with started_at and ended_at"
    spent = math.nan if cost.hourly_cost is None else hours * cost.hourly_cost
    earned = math.nan if cost.budget is None else share * cost.budget
    needs_work = _missing({"scope_tasks in Settings": scope, "a count of finished tasks": completed})
    needs_plan = _missing({"milestones with planned_share and, before the first, start_date": _known(planned)})
    needs_cost = _missing({
        "budget in Settings": cost.budget, "hourly_cost in Settings": cost.hourly_cost,
        work: _known(hours),
    })  # fmt: skip
    morning = f"{as_of:%d %b %Y}"
    work_done = f"{percent(share)} of the scope is done, {percent(planned)} was planned by the morning of {morning}"
    money = f"{_amount(earned, cost.currency)} earned for {_amount(spent, cost.currency)} spent"
    return (
        _kpi("spi", "Schedule performance (SPI)", _over(share, planned), work_done, needs_work + needs_plan, _SPI,
             limits.spi_target, limits.spi_minimum),
        _kpi("cpi", "Cost performance (CPI)", _over(earned, spent), money, needs_work + needs_cost, _CPI,
             limits.cpi_target, limits.cpi_minimum),
    )  # fmt: skip


def _kpi(
    key: str, name: str, value: float, detail: str, needs: list[str], formula: str, target: float, minimum: float
) -> Kpi:
    missing = f"it needs {', '.join(needs)}" if needs else "nothing was planned or spent yet"
    return Kpi(
        key=key,
        pillar="plan",
        name=name,
        value=value,
        low=math.nan,
        high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(value) else f"{value:.2f}",
        rag=rate(value, target, minimum),
        target=f"target {target:g}, minimum {minimum:g}",
        detail=missing if math.isnan(value) else detail,
        formula=formula,
        direction="higher",
        n=None,
    )


def _over(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _missing(needed: dict[str, float | None]) -> list[str]:
    return [name for name, value in needed.items() if value is None]


def _amount(value: float, currency: str) -> str:
    return f"{value:,.0f} {currency}".strip()
