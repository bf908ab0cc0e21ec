"""When is the work done, against the day it is due, in key figures and in the words for them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from smo_metrics.sla import WhenDone
from smo_metrics.sla.throughput._words import percent as chance_words
from smo_metrics.status.basis.kpi import Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count

if TYPE_CHECKING:
    import pandas as pd

DUE_TARGET, DUE_MINIMUM = 0.8, 0.5


def delivery_kpis(found: WhenDone | None, finish: pd.DataFrame | None, due: date | None, why: str) -> Iterator[Kpi]:
    """Days that the finish which 80 % of the futures keep lies after the due date, and the chance of that date."""
    chance, late, when, detail = math.nan, math.nan, NOT_AVAILABLE, why
    target = f"due {day_words(due)}" if due else "no due date is set"
    if found is not None and finish is not None:
        row = finish[finish["sure_share"] == DUE_TARGET].iloc[0]
        chance, late, when = found.due_probability, row["days_after_due"], day_words(row["finish_date"])
        detail = f"80 % of the futures finish by {when}; {count(round(found.remaining), 'task')} remain"
        if row["finish_date"] is None:
            detail = f"not within {found.horizon_days} days in {chance_words(found.not_within)} of the futures"
        elif due is None:
            detail += "; set due_date to judge it"
    judged = rate(chance, DUE_TARGET, DUE_MINIMUM)
    size = None if found is None else round(found.remaining)
    yield Kpi(
        key="finish_p80",
        pillar="timeline",
        name="Forecast finish against due",
        value=late,
        low=math.nan,
        high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(late) else late_words(late),
        rag="none" if math.isnan(late) else judged,
        target=target,
        detail=detail,
        formula="day by which 80 % of the simulated futures are done - due date",
        direction="lower",
        n=size,
    )
    yield Kpi(
        key="due_probability",
        pillar="timeline",
        name="Chance of the due date",
        value=chance,
        low=math.nan,
        high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(chance) else chance_words(chance),
        rag=judged,
        target=f"target {100 * DUE_TARGET:g} %, minimum {100 * DUE_MINIMUM:g} %",
        detail=f"{target}; {detail}" if found is not None else why,
        formula="simulated futures that are done by the due date / all of them",
        direction="higher",
        n=size,
    )


def day_words(day: date | None) -> str:
    """Write a day.

    >>> day_words(date(2026, 3, 2)), day_words(None)
    ('2 Mar 2026', 'not available')
    """
    return NOT_AVAILABLE if day is None else f"{day.day} {day:%b %Y}"


def late_words(days: float) -> str:
    """Write how long after a due date something is.

    >>> late_words(3), late_words(-1), late_words(0)
    ('3 days late', '1 day early', 'on the day')
    """
    if days == 0:
        return "on the day"
    return f"{count(abs(round(days)), 'day')} {'late' if days > 0 else 'early'}"
