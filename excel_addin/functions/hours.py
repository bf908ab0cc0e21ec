"""Work hours between dates, due dates, and the hours that teams share, as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from excel_addin.calendars import read_calendar, read_day
from excel_addin.cells import as_numbers, with_notes, write_table
from excel_addin.functions.offered import Range, offered
from excel_addin.grids import read_grid
from excel_addin.parallel import parallel_columns
from excel_addin.timed import read_moments, read_zone, serials
from smo_metrics._columns import label_text
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd


@offered
def SMO_WORK_HOURS(start: Range, finish: Range, timezone: Range, hours: Range, holidays: Range = None) -> object:
    """Work hours from one date to another."""
    zone = read_zone(timezone)
    calendar, grid = read_calendar(zone, hours, holidays), read_grid({"start": start, "finish": finish})
    starts, ends = (read_moments(name, cells, zone) for name, cells in grid.cells.items())
    return grid.shown(calendar.work_hours(starts, ends).tolist())


@offered
def SMO_ADD_WORK_HOURS(
    start: Range, work_hours: Range, timezone: Range, hours: Range, holidays: Range = None
) -> object:
    """When so many work hours will have passed."""
    zone = read_zone(timezone)
    calendar, grid = read_calendar(zone, hours, holidays), read_grid({"start": start, "work_hours": work_hours})
    amounts = as_numbers("work_hours", grid.cells["work_hours"])
    return grid.shown(serials(calendar.add_work_hours(read_moments("start", grid.cells["start"], zone), amounts), zone))


@offered
def SMO_OVERLAP_HOURS(regions: Range, timezones: Range, hours: Range, week_of: Range, timezone: Range = None) -> object:
    """Hours that teams share."""
    from smo_metrics.flow.hours.calendar_text import parse_calendar
    from smo_metrics.flow.hours.overlap import overlap_hours

    given = {"regions": regions, "timezones": timezones, "hours": hours}
    columns = {name: block[0] for name, block in parallel_columns(given, tuple(given)).items()}
    calendars = {}
    for number, row in enumerate(zip(*columns.values(), strict=True), 1):
        region, zone, times = (None if cell is None else label_text(cell) for cell in row)
        if region is zone is times is None:
            continue
        if region is None or zone is None or times is None or region in calendars:
            raise SmoError(f"row {number} of regions, timezones and hours is not filled, or its region is there twice.")
        calendars[region] = parse_calendar(f"{zone}; {times}")
    shared = overlap_hours(calendars, week_of=read_day("week_of", week_of), timezone=read_zone(timezone, default="UTC"))
    return with_notes(write_table(_a_row_a_pair(shared.to_frame())), shared.warnings)


def _a_row_a_pair(table: pd.DataFrame) -> pd.DataFrame:
    """Put the weekdays of a pair beside each other."""
    days = len(set(table["weekday"]))
    pairs = table[["region_a", "region_b", "week_hours"]][::days].reset_index(drop=True)
    for day, weekday in enumerate(table["weekday"][:days]):
        pairs.insert(2 + day, weekday, table["hours"][day::days].to_numpy())
    return pairs
