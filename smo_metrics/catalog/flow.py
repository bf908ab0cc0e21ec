"""Where work waits, why, and what a fix would gain: hours of teams, times of stages, causes, fixes, charts."""

from __future__ import annotations

from smo_metrics.catalog.arguments import (
    ENABLED,
    ENDED,
    EVENT_GROUPS,
    HOLIDAYS,
    STAGES,
    STARTED,
    TASKS,
    TIMEZONE,
)
from smo_metrics.catalog.entry import Argument, Entry

_START = Argument("start", "When it starts: dates with their time, one cell or many, or text such as 2026-03-02 09:00.")
_FINISH = Argument(
    "finish", "When it ends: one date, or as many as there are starts. Before the start: hours are negative."
)
_OPEN = Argument(
    "hours",
    'When people are at work: "mon-fri 09:00-18:00; sat 09:00-13:00", in one cell or several. 22:00-06:00 is a night '
    "shift.",
)
_AMOUNT = Argument("work_hours", "Work hours to add, 0 or more: one number, or as many as there are starts.")
_ACTORS = Argument("actors", "Who did it: one column.", True)
_REGIONS = Argument("regions", "The region of whoever did it: one column.", True)
_AT_WORK = 'When people are at work: "mon-fri 09:00-18:00; sat 09:00-13:00" for all; or, a cell'
_HOURS = Argument(
    "hours",
    f'{_AT_WORK} a group: "Manila = Asia/Manila; mon-fri 08:00-17:00; holidays PH". Left out: by the clock.',
    True,
)
_FOUND_HOURS = Argument(
    "hours",
    f'{_AT_WORK} a region: "Manila = Asia/Manila; mon-fri 08:00-17:00; holidays PH". Left out: found in the events.',
    True,
)
_TARGET = Argument("target_hours", "A lead time to keep, by the clock: adds the gain in tasks within it.", True)
_WHAT_IF = Argument(
    "what_if",
    'Changes of your own, a cell each: "people review 2", "longer_hours review 1", "batch label 0.5", '
    '"rework label 0.5", "handoff review 0", "align_hours review", "rule oldest_task". They are ranked apart.',
    True,
)
_VALUES = Argument(
    "values", "One figure a point, in order of time: one column. For the kinds p and u, counts. Empty: missing."
)
_KIND = Argument(
    "kind",
    '"xmr" (any figure, the default), "p" (share of items with an error), "u" (errors an item), "cusum" or "ewma" '
    "(small lasting changes).",
    True,
)
_SIZES = Argument("sizes", "For the kinds p and u: items checked at each point, one column.", True)
_RULES = Argument(
    "rules",
    'What signals: left out, a point beyond the limits; "western_electric", "nelson", or rules by their names.',
    True,
)
_BASELINE = Argument("baseline", "How many of the first points set the limits. Left out: all.", True)
_CENTRE = Argument("target", "The level to compare with, instead of the baseline's own.", True)
_SIGMA = Argument("sigma", "Known standard deviation of a point, instead of the baseline's. Not for p and u.", True)

_EVENTS = (TASKS, STAGES, STARTED, ENDED, TIMEZONE)
_LOG = 'Events[task_id], Events[stage], Events[started_at], Events[ended_at], "Asia/Singapore"'
_WORKED = f'{_LOG}, Events[actor_id], Events[enabled_at], "mon-fri 09:00-18:00", "2026-03-20"'

FLOW: tuple[Entry, ...] = (
    Entry(
        "SMO_WORK_HOURS", "smo_metrics.flow.hours.calendar:WorkCalendar", "flow",
        "Work hours from one date to another: nights, weekends and holidays do not count. Dates are local times of the "
        "zone.",
        (_START, _FINISH, TIMEZONE, _OPEN, HOLIDAYS),
        '=SMO_WORK_HOURS("2026-03-06 16:00", "2026-03-09 10:00", "Asia/Singapore", "mon-fri 09:00-18:00")',
    ),
    Entry(
        "SMO_ADD_WORK_HOURS", "smo_metrics.flow.hours.calendar:WorkCalendar", "flow",
        "When so many work hours will have passed: a due date. Format the cell as a date with its time.",
        (_START, _AMOUNT, TIMEZONE, _OPEN, HOLIDAYS),
        '=SMO_ADD_WORK_HOURS("2026-03-06 15:00", 6, "Asia/Singapore", "mon-fri 09:00-18:00")',
    ),
    Entry(
        "SMO_OVERLAP_HOURS", "smo_metrics.flow.hours.overlap:overlap_hours", "flow",
        "Which hours every two teams share in a week, by weekday, as a table: when can they reach each other?",
        (
            Argument("regions", "Names of the teams, a row each: one column."),
            Argument("timezones", "The zone of each team's hours, such as Europe/Dublin: one column."),
            Argument("hours", 'Each team\'s hours, such as "mon-fri 09:00-18:00; holidays IE": one column.'),
            Argument("week_of", "A date of the week to look at: daylight saving and holidays count."),
            Argument("timezone", 'The zone in whose days hours are counted. Default "UTC".', True),
        ),
        '=SMO_OVERLAP_HOURS(Regions[region], Regions[timezone], Regions[hours], "2026-03-02")',
    ),
    Entry(
        "SMO_STAGE_TIMES", "smo_metrics.flow.times.stage_times:stage_times", "flow",
        "How long work waits and takes at each stage and in whole, how much is open, passes at once or is done again, "
        "as a table.",
        (*_EVENTS, _ACTORS, ENABLED, _HOURS, HOLIDAYS, EVENT_GROUPS),
        f"=SMO_STAGE_TIMES({_WORKED})",
    ),
    Entry(
        "SMO_WAITING_CAUSES", "smo_metrics.flow.causes.waiting_causes:waiting_causes", "flow",
        "Why work waits at each stage, as a table: batches, busy people, other work first, closed hours, handoffs. The "
        "parts add up to the waiting.",
        (*_EVENTS, _ACTORS, ENABLED, _HOURS, HOLIDAYS, EVENT_GROUPS),
        f"=SMO_WAITING_CAUSES({_WORKED})",
    ),
    Entry(
        "SMO_BOTTLENECKS", "smo_metrics.flow.simulation.bottlenecks:find_bottlenecks", "flow",
        "What to change first: fixes in the order of the hours that each would take off the mean lead time, simulated, "
        "with intervals, as a table.",
        (*_EVENTS, _ACTORS, ENABLED, _FOUND_HOURS, HOLIDAYS, _TARGET, _WHAT_IF, _REGIONS),
        f"=SMO_BOTTLENECKS({_WORKED})",
    ),
    Entry(
        "SMO_LITTLES_LAW", "smo_metrics.flow.times.littles_law:littles_law", "flow",
        "Does as much work leave as comes? Work in progress, arrivals and times of the whole and of each stage, as a "
        "table.",
        (*_EVENTS, ENABLED),
        f"=SMO_LITTLES_LAW({_LOG}, Events[enabled_at])",
    ),
    Entry(
        "SMO_CONTROL_LIMITS", "smo_metrics.flow.charts.control_chart:control_chart", "flow",
        "Is a figure of a series unlike the others, or is it chance? Limits and signals of a control chart, a row a "
        "point, as a table.",
        (_VALUES, _KIND, _SIZES, _RULES, _BASELINE, _CENTRE, _SIGMA),
        '=SMO_CONTROL_LIMITS(Days[errors], "p", Days[checked])',
    ),
)  # fmt: skip
