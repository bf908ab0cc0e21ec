"""When will it be done, and how much by when? Forecasts from the tasks finished on each past day, as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from excel_addin.cells import Block
from excel_addin.daily import day_serials, days_off, read_batches, read_capacity, read_day, read_days, read_volumes
from excel_addin.functions.offered import Range, offered
from excel_addin.grids import read_grid
from excel_addin.noted_tables import noted_table
from excel_addin.options import needed_number, read_choice, read_number
from excel_addin.parallel import is_left_out
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

GAPS = ("zero", "missing")
SHOW = ("answer", "fan")
_PATHS = 4_000  # a cell answers at once
_FINISH = ("batch", "tasks", "confidence", "days", "date")
_QUANTITIES = ("by", "days", "confidence", "tasks", "mean_tasks")


@offered
def SMO_WHEN_DONE(
    days: Range,
    completed: Range,
    remaining: Range,
    due: Range = None,
    gaps: Range = None,
    as_of: Range = None,
    holidays: Range = None,
    capacity: Range = None,
    start: Range = None,
    arrived: Range = None,
    growth: Range = None,
    batches: Range = None,
    show: Range = None,
) -> object:
    """When it is done."""
    from smo_metrics.sla.throughput.when_done import when_done

    shown, last = read_choice("show", show, SHOW, SHOW[0]), read_day("due", due)
    found = when_done(
        read_volumes(days, completed, arrived),
        needed_number("remaining", remaining),
        due=last,
        batches=read_batches(batches),
        **_scope(growth, arrived),
        **_plan(gaps, as_of, holidays, capacity, start),
    )
    notes = [found.sentence, *found.warnings]
    if shown == "fan":
        return _fan(found.by_day, notes)
    rows = found.finish.to_dict("records")
    if last is not None:
        rows.append({"batch": "due date", "confidence": found.due_probability, "date": last})
    return _dated(rows, _FINISH, "date", notes)


@offered
def SMO_HOW_MANY(
    days: Range,
    completed: Range,
    by: Range,
    gaps: Range = None,
    as_of: Range = None,
    holidays: Range = None,
    capacity: Range = None,
    start: Range = None,
    show: Range = None,
) -> object:
    """How much is done by some days."""
    from smo_metrics.sla.throughput.how_many import how_many

    shown = read_choice("show", show, SHOW, SHOW[0])
    asked = read_days("by", [cell for cell in read_grid({"by": by}).cells["by"] if cell is not None])
    found = how_many(read_volumes(days, completed), asked, **_plan(gaps, as_of, holidays, capacity, start))
    notes = [found.sentence, *found.warnings]
    if shown == "fan":
        return _fan(found.by_day, notes)
    return _dated(found.quantities.to_dict("records"), _QUANTITIES, "by", notes)


@offered
def SMO_PROBABILITY_BY(
    days: Range,
    completed: Range,
    remaining: Range,
    by: Range,
    gaps: Range = None,
    as_of: Range = None,
    holidays: Range = None,
    capacity: Range = None,
    start: Range = None,
    arrived: Range = None,
    growth: Range = None,
) -> object:
    """How likely all is done by a day."""
    from smo_metrics.sla.throughput.probability_by import probability_by

    grid = read_grid({"by": by})
    if None in grid.cells["by"]:
        raise SmoError("by has an empty cell. Select cells that hold a day each.")
    asked = read_days("by", grid.cells["by"])
    found = probability_by(
        read_volumes(days, completed, arrived),
        needed_number("remaining", remaining),
        asked,
        **_scope(growth, arrived),
        **_plan(gaps, as_of, holidays, capacity, start),
    )
    known = dict(zip(found.probabilities["by"], found.probabilities["probability"].tolist(), strict=True))
    return grid.shown([known[day] for day in asked])


def _scope(growth: Range, arrived: Range) -> dict[str, Any]:
    """Take what is added to what remains."""
    return {"growth": read_number("growth", growth), "arrivals": None if is_left_out(arrived) else True}


def _plan(gaps: Range, as_of: Range, holidays: Range, capacity: Range, start: Range) -> dict[str, Any]:
    """Take the days that a forecast reads and plans, and its futures: the same for the same cells."""
    import numpy as np

    return {
        "gaps": read_choice("gaps", gaps, GAPS, "") or None,
        "as_of": read_day("as_of", as_of),
        "calendar": days_off(holidays),
        "capacity": read_capacity(capacity),
        "start": read_day("start", start),
        "paths": _PATHS,
        "rng": np.random.default_rng(0),
    }


def _fan(by_day: pd.DataFrame, notes: list[str]) -> Block:
    return _dated(by_day.to_dict("records"), list(by_day.columns), "date", notes)


def _dated(rows: list[dict[str, Any]], columns: list[str] | tuple[str, ...], day: str, notes: list[str]) -> Block:
    """Show a table whose days are numbers of days, as cells hold dates."""
    serials = day_serials([row[day] for row in rows])
    return noted_table([{**row, day: serial} for row, serial in zip(rows, serials, strict=True)], columns, notes)
