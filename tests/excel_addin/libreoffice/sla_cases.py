"""Formulas of agreements, forecasts and teams, and what Python computes from the same rows with no Excel between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from smo_metrics.flow.hours.calendar_text import parse_calendars
from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting
from smo_metrics.sla.capacity.erlang import erlang_b, erlang_c
from tests.excel_addin.flow_in_python import ZONE, calendar, events, serial
from tests.excel_addin.libreoffice.case import Case
from tests.excel_addin.libreoffice.sheets import EVENTS, WEEK, WEEKS
from tests.excel_addin.sla_in_python import (
    OF_PROMISES,
    finished,
    probability,
    promised,
    quantities,
    staffed,
    volumes,
)

HOURS, HOLIDAY = "mon-fri 09:00-17:30", "2026-03-04"
TEAM, OFF = calendar(HOURS), calendar(HOURS, [HOLIDAY])
SHIFTS = ["early = Asia/Singapore; mon-fri 09:00-14:00", "late = Asia/Singapore; mon-fri 13:00-18:00"]
DAYS, CAME, DONE = map(list, zip(*WEEKS, strict=True))
PAST = volumes(DAYS, DONE)
WITHOUT_HOURS = (
    'SMO: hours is left out, and the clock "work" counts them. Write them like "mon-fri 09:00-18:00; sat 09:00-13:00", '
    'or choose the clock "wall", which counts nights and weekends too.'
)
WITH_HEADERS = (
    "SMO: arrivals are the tasks of each hour of a week, 24 rows and 7 columns from Monday to Sunday, or one column of "
    "the times at which tasks arrived; 25 rows and 7 columns arrived. Leave headers out."
)
MARCH_10 = date(2026, 3, 10)


def _log(*columns: str) -> Any:
    return events({name: EVENTS[name] for name in ("tasks", "stages", "started", "ended", *columns)})


def _promises(name: str) -> tuple[tuple[str, Callable[[], Any]], ...]:
    needed = f'Events!A1:A29,Events!B1:B29,Events!C1:C29,Events!D1:D29,"{ZONE}"'
    whole = f'Events!A:A,Events!B:B,Events!C:C,Events!D:D,"{ZONE}"'
    more = f'"{HOURS}","{HOLIDAY}",Events!F:F,Events!G:G,"review","label","work"'
    last, option = ("0.8", {"goal": 0.8}) if name == "SMO_SLA_ATTAINMENT" else ("Empty!A1,2", {"top": 2})
    options = {"stop_stage": "review", "pause_stages": "label", **option}
    return (
        (f'={name}({needed},3,"{HOURS}")', lambda: promised(name, _log(), TEAM, 3)),
        (
            f"={name}({whole},2,{more},{last})",
            lambda: promised(name, _log("enabled", "groups"), OFF, 2, **options),
        ),
        (f"={name}({needed},3)", lambda: WITHOUT_HOURS),
    )  # fmt: skip


def _due(hours: float) -> list[list[float]]:
    starts = [start.replace(tzinfo=ZoneInfo(ZONE)) for start in EVENTS["started"]]
    return [[serial(OFF.add_work_hours(start, hours))] for start in starts]


_OF = {
    **{name: _promises(name) for name in OF_PROMISES},
    "SMO_WHEN_DONE": (
        ("=SMO_WHEN_DONE(Volumes!A1:A29,Volumes!C1:C29,90,Volumes!A12)", lambda: finished(PAST, 90, date(2026, 2, 12))),
        (
            '=SMO_WHEN_DONE(Volumes!A:A,Volumes!C:C,90,"2026-03-10","zero","2026-02-25","2026-03-03")',
            lambda: finished(
                PAST, 90, MARCH_10, gaps="zero", as_of=date(2026, 2, 25),
                calendar=calendar("daily 00:00-24:00", ["2026-03-03"], "UTC"),
            ),
        ),
        ("=SMO_WHEN_DONE(Volumes!A2:A29,Volumes!C2:C29,90)", lambda: finished(PAST, 90)),
    ),
    "SMO_HOW_MANY": (
        ('=SMO_HOW_MANY(Volumes!A1:A29,Volumes!C1:C29,"2026-03-10")', lambda: quantities(PAST, [MARCH_10])),
        (
            '=SMO_HOW_MANY(Volumes!A:A,Volumes!C:C,{46090;46091},"missing",Empty!A1,"SG",Empty!A1,"2026-03-03")',
            lambda: quantities(
                PAST, [date(2026, 3, 9), MARCH_10], gaps="missing", start=date(2026, 3, 3),
                calendar=calendar("daily 00:00-24:00", "SG", "UTC"),
            ),
        ),
        ("=SMO_HOW_MANY(Volumes!A2:A29,Volumes!C2:C29,46091)", lambda: quantities(PAST, [MARCH_10])),
    ),
    "SMO_PROBABILITY_BY": (
        ("=SMO_PROBABILITY_BY(Volumes!A1:A29,Volumes!C1:C29,110,46091)", lambda: probability(PAST, 110, MARCH_10)),
        (
            '=SMO_PROBABILITY_BY(Volumes!A:A,Volumes!C:C,5,46091,"zero",Empty!A1,Empty!A1,{46085,0.5},Empty!A1,'
            "Volumes!B:B,0.05)",
            lambda: probability(
                volumes(DAYS, DONE, CAME), 5, MARCH_10, gaps="zero", capacity={date(2026, 3, 4): 0.5}, growth=0.05,
                arrivals=True,
            ),
        ),
        ('=SMO_PROBABILITY_BY(Volumes!A2:A29,Volumes!C2:C29,99,"2026-03-10")', lambda: probability(PAST, 99, MARCH_10)),
    ),
    "SMO_STAFF_FOR": (
        (
            f'=SMO_STAFF_FOR(Arrivals!A2:G25,0.5,3,"{ZONE}","{HOURS}")',
            lambda: staffed(np.array(WEEK).T, 0.5, 3, {"team": TEAM}),
        ),
        (
            f'=SMO_STAFF_FOR(Arrivals!A2:G25,{{0.25;0.5;1}},3,"{ZONE}",{{"{SHIFTS[0]}";"{SHIFTS[1]}"}},Empty!A1,"wall",'
            '0.8,0.7,Empty!A1,0.1,"2026-03-30")',
            lambda: staffed(
                np.array(WEEK).T, [0.25, 0.5, 1.0], 3, parse_calendars("\n".join(SHIFTS)), clock="wall", goal=0.8,
                probability=0.7, shrinkage=0.1, first_day=date(2026, 3, 30),
            ),
        ),
        (
            f'=SMO_STAFF_FOR(Arrivals!A1:G25,0.5,3,"{ZONE}","{HOURS}")',
            lambda: WITH_HEADERS,
        ),
    ),
    "SMO_ERLANG_C": (
        ("=SMO_ERLANG_C(Arrivals!A11:A13,2.5)", lambda: [[erlang_c(row[0], 2.5)] for row in WEEK[9:12]]),
        (
            '=SMO_ERLANG_C({7;8},6.5,"done in time",0.5,1)',
            lambda: [
                [share]
                for share in erlang_c_waiting([7, 8], 6.5, handling_hours=0.5, target_hours=1).done_in_time.tolist()
            ],
        ),
        ('=SMO_ERLANG_C(8,6.5,"blocked")', lambda: erlang_b(8, 6.5)),
    ),
    "SMO_DUE": (
        (f'=SMO_DUE(Events!C2:C29,12,"{ZONE}","{HOURS}","{HOLIDAY}")', lambda: _due(12)),
        (
            f'=SMO_DUE(Events!C2:C29,6,"{ZONE}",Empty!A1,Empty!A1,"wall")',
            lambda: [[serial(pd.Timestamp(start) + pd.Timedelta(hours=6))] for start in EVENTS["started"]],
        ),
        (f'=SMO_DUE("2026-03-02T08:00Z",2,"{ZONE}","{HOURS}")', lambda: serial(pd.Timestamp("2026-03-03 09:30"))),
    ),
}  # fmt: skip
SLA_CASES = {
    f"{name} of {what}": Case(*cases[which])
    for which, what in enumerate(("columns", "whole columns", "what is required"))
    for name, cases in _OF.items()
}
