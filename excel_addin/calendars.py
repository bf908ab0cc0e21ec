"""When are people at work? Hours, zone and holidays as formulas give them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from excel_addin.cells import DAY_ZERO, Block, read_values
from smo_metrics._columns import label_text
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    from smo_metrics.flow.hours.calendar import WorkCalendar


def read_calendar(zone: str, hours: Block | None, holidays: Block | None) -> WorkCalendar:
    """Take the one calendar of a formula.

    Parameters
    ----------
    zone : str
    hours : list of list
        ``mon-fri 09:00-18:00; sat 09:00-13:00``, in one cell or several.
    holidays : list of list, optional
        A country's code, or dates.

    Raises
    ------
    SmoError
        No hours, or hours or holidays that cannot be read.
    """
    from smo_metrics.flow.hours.calendar_text import parse_calendar

    parts = [label_text(cell) for cell in read_values("hours", hours)]
    if not parts:
        raise SmoError('hours is left out. Write it like "mon-fri 09:00-18:00; sat 09:00-13:00".')
    closed = [_day(cell) for cell in read_values("holidays", holidays)]
    return parse_calendar("; ".join([zone, *parts, *([f"holidays {', '.join(closed)}"] if closed else [])]))


def read_calendars(
    zone: str, hours: Block | None, holidays: Block | None
) -> WorkCalendar | dict[str, WorkCalendar] | None:
    """Take one calendar for all, or a cell a group: ``Manila = Asia/Manila; mon-fri 08:00-17:00; holidays PH``.

    Returns
    -------
    WorkCalendar or dict of str to WorkCalendar or None
        What the functions of flow take as `calendars`; None where no hours are given.

    Raises
    ------
    SmoError
        As `read_calendar`; holidays without hours, or beside hours that name their groups.
    """
    from smo_metrics.flow.hours.calendar_text import parse_calendars

    lines = [label_text(cell) for cell in read_values("hours", hours)]
    named = [line for line in lines if "=" in line]
    if named and not read_values("holidays", holidays):
        return parse_calendars("\n".join(lines))
    if named:
        raise SmoError('holidays stand in the hours of each group: "Manila = Asia/Manila; mon-fri 08:00-17:00; '
                       'holidays PH". Leave holidays out.')  # fmt: skip
    if lines or read_values("holidays", holidays):
        return read_calendar(zone, hours, holidays)
    return None


def read_day(name: str, block: Block | None) -> datetime:
    """Take one date.

    Raises
    ------
    SmoError
        It is left out, or no date.
    """
    cells = read_values(name, block)
    if len(cells) == 1:
        try:
            return datetime.fromisoformat(_day(cells[0]))
        except ValueError:
            pass
    arrived = f"{len(cells):,} cells" if len(cells) != 1 else repr(cells[0])
    raise SmoError(f'{name} is one date; {arrived} arrived. Write a date, or a text such as "2026-03-02".')


def _day(cell: Any) -> str:
    """Write a date, or a number of days, as 2026-12-25; other cells as their text."""
    if type(cell) is float and 1 <= cell < (datetime.max - DAY_ZERO).days:
        cell = DAY_ZERO + timedelta(days=cell)
    return cell.date().isoformat() if isinstance(cell, datetime) else label_text(cell)
