"""Formulas of events, hours and charts, and what Python computes from the same rows with no Excel between."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from smo_metrics.catalog import CATALOG, Entry
from tests.excel_addin.flow_in_python import ZONE, calendar, charted, computed, events, serial, shared
from tests.excel_addin.libreoffice.case import Case
from tests.excel_addin.libreoffice.sheets import CHECKED, EVENTS, TEAMS

MONDAY, TEN_ON_TUESDAY = date(2026, 3, 2), pd.Timestamp(2026, 3, 3, 10)
LETTERS = {
    "tasks": "A", "stages": "B", "started": "C", "ended": "D", "actors": "E", "enabled": "F", "groups": "G",
    "regions": "G",
}  # fmt: skip
HOURS, HOLIDAY = "mon-fri 09:00-17:30", "2026-03-04"
# Of all columns, with options, and of what is required.
OTHERS = {
    "SMO_WORK_HOURS": (
        (f'=SMO_WORK_HOURS(Events!C2:C29,Events!D2:D29,"{ZONE}","{HOURS}")', lambda: _hours()),
        (f'=SMO_WORK_HOURS(Events!C2:C29,Events!D2:D29,"{ZONE}","{HOURS}","{HOLIDAY}")', lambda: _hours([HOLIDAY])),
        (f'=SMO_WORK_HOURS("2026-03-02 16:00","2026-03-03 10:00","{ZONE}","{HOURS}")', lambda: 2.5),
    ),
    "SMO_ADD_WORK_HOURS": (
        (f'=SMO_ADD_WORK_HOURS(Events!C2:C29,12,"{ZONE}","{HOURS}")', lambda: _due()),
        (f'=SMO_ADD_WORK_HOURS(Events!C2:C29,12,"{ZONE}","{HOURS}","{HOLIDAY}")', lambda: _due([HOLIDAY])),
        (f'=SMO_ADD_WORK_HOURS("2026-03-02T08:00Z",2.5,"{ZONE}","{HOURS}")', lambda: serial(TEN_ON_TUESDAY)),
    ),
    "SMO_OVERLAP_HOURS": (
        ('=SMO_OVERLAP_HOURS(Teams!A2:A4,Teams!B2:B4,Teams!C2:C4,"2026-03-02")', lambda: shared(TEAMS, MONDAY)),
        (
            '=SMO_OVERLAP_HOURS(Teams!A2:A4,Teams!B2:B4,Teams!C2:C4,Events!C2,"Asia/Singapore")',
            lambda: shared(TEAMS, MONDAY, timezone=ZONE),
        ),
        ("=SMO_OVERLAP_HOURS(Teams!A2:A3,Teams!B2:B3,Teams!C2:C3,46083)", lambda: shared(TEAMS[:2], MONDAY)),
    ),
    "SMO_CONTROL_LIMITS": (
        ('=SMO_CONTROL_LIMITS(Days!A1:A8,"p",Days!B1:B8)', lambda: _chart(kind="p")),
        (
            '=SMO_CONTROL_LIMITS(Days!A:A,"p",Days!B:B,"nelson",4,0.05)',
            lambda: _chart(kind="p", rules="nelson", baseline=4, target=0.05),
        ),
        ("=SMO_CONTROL_LIMITS(Days!A2:A8)", lambda: charted([row[0] for row in CHECKED])),
    ),
}


def _hours(holidays: list[str] | None = None) -> list[list[Any]]:
    team, rows = calendar(HOURS, holidays), zip(EVENTS["started"], EVENTS["ended"], strict=True)
    zone = ZoneInfo(ZONE)
    return [
        ["#N/A" if end is None else team.work_hours(start.replace(tzinfo=zone), end.replace(tzinfo=zone))]
        for start, end in rows
    ]


def _due(holidays: list[str] | None = None) -> list[list[Any]]:
    team, zone = calendar(HOURS, holidays), ZoneInfo(ZONE)
    return [[serial(team.add_work_hours(start.replace(tzinfo=zone), 12))] for start in EVENTS["started"]]


def _chart(**options: Any) -> list[list[Any]]:
    return charted([row[0] for row in CHECKED], sizes=[row[1] for row in CHECKED], **options)


def _of_flow(entry: Entry, which: int) -> Case:
    name = entry.excel_name
    if name in OTHERS:
        return Case(*OTHERS[name][which])
    ends = [("1", "29"), ("", ""), ("1", "29")][which]
    ranges = {key: f"Events!{letter}{ends[0]}:{letter}{ends[1]}" for key, letter in LETTERS.items()}
    texts, options = ranges | {"timezone": f'"{ZONE}"'}, {}
    team = calendar(HOURS, [HOLIDAY]) if which == 1 and name != "SMO_LITTLES_LAW" else None
    if which == 1:
        texts |= {
            "hours": f'"{HOURS}"',
            "holidays": f'"{HOLIDAY}"',
            "target_hours": "3",
            "what_if": '"people review in north 2"',
        }
    if which == 1 and name == "SMO_BOTTLENECKS":
        options = {"target_hours": 3, "what_if": ("people review in north 2",)}
    given = [argument.name for argument in entry.arguments if which < 2 or not argument.optional]
    frame = events({key: EVENTS["groups" if key == "regions" else key] for key in given if key in ranges})
    last = max(place for place, key in enumerate(given) if key in texts)
    formula = f"={name}({','.join(texts.get(key, 'Events!Z1') for key in given[: last + 1])})"
    return Case(formula, lambda: computed(name, frame, team, **options))


FLOW_CASES = {
    f"{entry.excel_name} of {what}": _of_flow(entry, which)
    for which, what in enumerate(("columns", "whole columns", "what is required"))
    for entry in CATALOG
    if entry.pillar == "flow"
}
