"""When is a team at work, in one line of text? Calendars as they are typed on a command line or into a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours.calendar import WorkCalendar

FORM = "Asia/Singapore; mon-fri 09:00-18:00; sat 09:00-13:00; holidays SG"
_NAMED_FORM = "Manila = Asia/Manila; mon-fri 08:00-17:00"
_HOLIDAYS = re.compile(r"holidays\s+(.+)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPECIAL = re.compile(rf"({_DATE.pattern})\s+(.+)")
_HOURS = re.compile(r"([a-z][a-z ,\-–]*?)\s+(\d.*)", re.IGNORECASE)


def parse_calendar(text: str) -> WorkCalendar:
    """Read the hours of one team from one line.

    Parameters
    ----------
    text : str
        Parts between semicolons: first the IANA zone; then, in any order, days with their shifts (``mon-fri
        09:00-13:00, 14:00-18:00``; days as in `WorkCalendar`), ``holidays`` with a country's code (``holidays SG``,
        ``holidays US-CA``) or with dates (``holidays 2026-12-24, 2026-12-25``), and single dates with their shifts or
        the word ``closed`` (``2026-12-31 09:00-13:00``).

    Returns
    -------
    WorkCalendar

    Raises
    ------
    SettingsError
        Anything that cannot be read, with the right form.

    Examples
    --------
    >>> parse_calendar("Asia/Singapore; mon-fri 09:00-18:00; sat 09:00-13:00; holidays SG")
    ... # doctest: +NORMALIZE_WHITESPACE
    WorkCalendar(timezone='Asia/Singapore', hours={'mon-fri': ['09:00-18:00'], 'sat': ['09:00-13:00']}, holidays='SG',
        special=None)
    """
    zone, *parts = [part.strip() for part in text.split(";")]
    if not is_zone(zone):
        raise _wrong(text, f"{zone!r} is no time zone; the line begins with one.")
    hours: dict[str, list[str]] = {}
    special: dict[date | str, list[str]] = {}
    holidays: list[str] = []
    for part in filter(None, parts):
        if found := _HOLIDAYS.fullmatch(part):
            holidays += _listed(found[1])
        elif found := _SPECIAL.fullmatch(part):
            special.setdefault(found[1], []).extend([] if found[2].lower() == "closed" else _listed(found[2]))
        elif found := _HOURS.fullmatch(part):
            hours.setdefault(found[1], []).extend(_listed(found[2]))
        else:
            raise _wrong(text, f"{part!r} is neither days with hours nor holidays.")
    countries = [entry for entry in holidays if not _DATE.fullmatch(entry)]
    if countries and len(holidays) > 1:
        raise _wrong(text, "holidays are one country's code or dates, not both.")
    try:
        return WorkCalendar(zone, hours, countries[0] if countries else holidays or None, special or None)
    except SettingsError as error:
        raise _wrong(text, str(error).removeprefix("calendar: ")) from None


def parse_calendars(text: str) -> WorkCalendar | dict[str, WorkCalendar]:
    r"""Read the hours of all teams: one line for everybody, or a line for each region, its name in front.

    Parameters
    ----------
    text : str
        Lines as `parse_calendar` takes them; with several, each begins ``NAME =``. Empty lines are skipped.

    Returns
    -------
    WorkCalendar or dict of str to WorkCalendar
        What the functions of flow take as `calendars`.

    Raises
    ------
    SettingsError
        No line, several without a name, a name twice, or a line that cannot be read.

    Examples
    --------
    >>> found = parse_calendars("Manila = Asia/Manila; mon-fri 08:00-17:00\nDublin = Europe/Dublin; daily 09:00-17:00")
    >>> {name: calendar.timezone for name, calendar in found.items()}
    {'Manila': 'Asia/Manila', 'Dublin': 'Europe/Dublin'}
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise SettingsError(f'calendar: none is written. Write it like "{FORM}".')
    if len(lines) == 1 and "=" not in lines[0]:
        return parse_calendar(lines[0])
    calendars: dict[str, WorkCalendar] = {}
    for line in lines:
        name, equals, rest = (side.strip() for side in line.partition("="))
        if not name or not equals:
            raise _wrong(line, f'it has no name, which each of several needs: "{_NAMED_FORM}".')
        if name in calendars:
            raise _wrong(line, f"{name!r} has a calendar already. Put all its hours into one line.")
        calendars[name] = parse_calendar(rest)
    return calendars


def calendar_text(calendar: WorkCalendar) -> str:
    """Write the hours of a team as `parse_calendar` reads them, for people to check or to paste.

    Parameters
    ----------
    calendar : WorkCalendar

    Returns
    -------
    str

    Examples
    --------
    >>> calendar_text(WorkCalendar("Asia/Manila", {"mon-sat": ["08:00-12:00", "13:00-17:00"]}, holidays="PH"))
    'Asia/Manila; mon-sat 08:00-12:00, 13:00-17:00; holidays PH'
    """
    given = calendar.to_dict()
    holidays = given["holidays"] or []
    parts = [
        given["timezone"],
        *_written(given["hours"]),
        *([f"holidays {holidays if isinstance(holidays, str) else ', '.join(holidays)}"] if holidays else []),
        *_written(given["special"] or {}),
    ]
    return "; ".join(parts)


def _written(shifts: Mapping[str, list[str]]) -> list[str]:
    return [f"{days} {', '.join(on) or 'closed'}" for days, on in shifts.items()]


def _listed(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _wrong(text: str, problem: str) -> SettingsError:
    return SettingsError(f'calendar {text!r}: {problem} Write it like "{FORM}".')
