"""Will we meet the agreement, when will it be done, which tasks will be late, how many people does it take?"""

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

_START = Argument(
    "start", "When the clock starts: dates with their time, one cell or many, or text such as 2026-03-02 09:00."
)
_TARGETS = Argument("target_hours", "Hours that were promised, above 0: one number, or as many as there are starts.")
_TARGET = Argument("target_hours", "Hours within which a task has to be finished, above 0; exactly so many is in time.")
_CLOCK = Argument(
    "clock", 'Which hours count: "work" (the default: those of hours) or "wall" (all, nights and weekends too).', True
)
_HOURS = Argument(
    "hours",
    'Hours that count: "mon-fri 09:00-18:00; sat 09:00-13:00" for all; or, a cell a group: "Manila = Asia/Manila; '
    'mon-fri 08:00-17:00; holidays PH". Needed for the clock "work".',
    True,
)
_TEAM_HOURS = Argument(
    "hours",
    'Hours that count: "mon-fri 09:00-18:00; sat 09:00-13:00", in one cell or several. Needed for the clock "work".',
    True,
)
_STOP = Argument(
    "stop_stage",
    "The stage, or stages, whose end stops the clock. Left out: when all work of the task has ended.",
    True,
)
_PAUSES = Argument(
    "pause_stages", "Stages whose waiting and work do not count: time with the client, for example.", True
)
_GOAL = Argument("goal", "The share of tasks to finish in time. Default 0.95.", True)
_AS_OF = Argument(
    "as_of",
    "The moment at which open tasks are looked at: a date with its time. Left out: the latest in the table.",
    True,
)
_RISK_GROUPS = Argument(
    "groups",
    "The region, queue or team of each event: one column. Each gets risks of its own, as far as its past reaches.",
    True,
)
_TOP = Argument("top", "Only the first so many open tasks. Left out: all.", True)
_DAYS = Argument("days", "Past days, a day a row: one column of dates without a time. A header row is recognised.")
_COMPLETED = Argument("completed", "Tasks finished on each of these days: one column. Empty: no figure (see gaps).")
_REMAINING = Argument("remaining", "Tasks to be done at the beginning of the first day ahead: one number.")
_PLAN = (
    Argument(
        "gaps",
        'What a day without a row or figure means: "zero" (nothing was finished) or "missing" (not known). Asked for '
        "where there are such days, weekends too.",
        True,
    ),
    Argument(
        "as_of",
        "Today. It is not over: it and later days are left out of the past, and it is the first day ahead. Left out: "
        "all days given are over.",
        True,
    ),
    Argument(
        "holidays",
        'Days off, past and coming: a country\'s code, such as "SG" or "US-CA", or a range of dates.',
        True,
    ),
    Argument(
        "capacity",
        "Days on which the team is not the usual one: two columns, days and shares (0.5 half on leave, 1.2 with help).",
        True,
    ),
    Argument("start", "The first day on which these tasks are worked on. Left out: the first day ahead.", True),
)
_ARRIVED = Argument(
    "arrived",
    "Tasks that came in on each past day: one column. New ones then go on coming as before, and are to be done too.",
    True,
)
_GROWTH = Argument(
    "growth", "What is added to what remains, as a share of it a week: 0.02 is two of every hundred.", True
)
_SHOW = Argument(
    "show",
    '"answer" (the default) or "fan": a row a day with the ranges of finished tasks, and the widths of bands for a '
    "stacked area chart.",
    True,
)
_ARRIVALS = Argument(
    "arrivals",
    "Mean tasks that arrive in each hour of a week: 24 rows and 7 columns, Monday to Sunday, without headers. Or one "
    "column of the times at which tasks arrived, over some weeks. The same cells give the same figures.",
)
_SHIFTS = Argument(
    "hours",
    'When people are at work: "mon-fri 09:00-18:00" for one team; or a cell a shift or region: "late = Asia/Manila; '
    'mon-fri 14:00-22:00".',
)
_PROBABILITY = Argument("probability", "The share of weeks that are to meet the goal. Default 0.8.", True)
_VARIATION = Argument(
    "variation",
    "How far the work of tasks varies, where its mean is given: standard deviation over mean. Default 1; 0 for tasks "
    "that all take the same.",
    True,
)
_SHRINKAGE = Argument(
    "shrinkage",
    "Share of paid time in shift that is not worked (leave, breaks, meetings), for the roster. Default 0.",
    True,
)
_FIRST_DAY = Argument(
    "first_day",
    "The day on which the weeks begin that are planned: their holidays and daylight saving count. Left out: the day "
    "after the times given, or weeks without holidays.",
    True,
)

_LOG = 'Events[task_id], Events[stage], Events[started_at], Events[ended_at], "Asia/Singapore"'
_EVENTS = (TASKS, STAGES, STARTED, ENDED, TIMEZONE)

SLA: tuple[Entry, ...] = (
    Entry(
        "SMO_SLA_ATTAINMENT", "smo_metrics.sla.outcomes.attainment:sla_attainment", "sla",
        "Do we keep what was promised? The share of tasks in time, with those still open counted rightly, of all, by "
        "week and by group, as a table.",
        (
            *_EVENTS, _TARGET, _HOURS, HOLIDAYS, ENABLED, EVENT_GROUPS, _STOP, _PAUSES, _CLOCK, _GOAL, _AS_OF,
        ),
        f'=SMO_SLA_ATTAINMENT({_LOG}, 9, "mon-fri 09:00-18:00", "2026-03-20", Events[enabled_at])',
    ),
    Entry(
        "SMO_BREACH_RISK", "smo_metrics.sla.outcomes.breach_risk:breach_risk", "sla",
        "Which open tasks will be late? Each with its due date, hours left, probability of being late and the reason, "
        "the most likely first, as a table.",
        (*_EVENTS, _TARGET, _HOURS, HOLIDAYS, ENABLED, _RISK_GROUPS, _STOP, _PAUSES, _CLOCK, _AS_OF, _TOP),
        f'=SMO_BREACH_RISK({_LOG}, 9, "mon-fri 09:00-18:00", "2026-03-20", Events[enabled_at])',
    ),
    Entry(
        "SMO_WHEN_DONE", "smo_metrics.sla.throughput.when_done:when_done", "sla",
        "When will it be done? The dates by which it is in half, 80 % and 95 % of 4,000 futures drawn from past days. "
        "The same cells give the same figures.",
        (
            _DAYS, _COMPLETED, _REMAINING,
            Argument("due", "The day by whose end all should be done: adds how likely that is.", True),
            *_PLAN, _ARRIVED, _GROWTH,
            Argument(
                "batches",
                "Parts of what remains, in the order in which they are done: two columns, names and tasks. Together "
                "they are what remains.",
                True,
            ),
            _SHOW,
        ),
        '=SMO_WHEN_DONE(Volumes[day], Volumes[completed], 900, "2026-04-07", "zero")',
    ),
    Entry(
        "SMO_HOW_MANY", "smo_metrics.sla.throughput.how_many:how_many", "sla",
        "How many tasks will be finished by a day? At least so many in half, 80 % and 95 % of 4,000 futures drawn from "
        "past days, as a table.",
        (
            _DAYS, _COMPLETED,
            Argument(
                "by", "The day, or days, by whose end: dates without a time. The same cells give the same figures."
            ),
            *_PLAN, _SHOW,
        ),
        '=SMO_HOW_MANY(Volumes[day], Volumes[completed], "2026-03-27", "zero")',
    ),
    Entry(
        "SMO_PROBABILITY_BY", "smo_metrics.sla.throughput.probability_by:probability_by", "sla",
        "How likely is it that all is done by a day? The share of 4,000 futures drawn from past days; the same cells "
        "give the same figure.",
        (
            _DAYS, _COMPLETED, _REMAINING,
            Argument("by", "The day by whose end all should be done: dates without a time, one cell or many."),
            *_PLAN, _ARRIVED, _GROWTH,
        ),
        '=SMO_PROBABILITY_BY(Volumes[day], Volumes[completed], 900, "2026-04-06", "zero")',
    ),
    Entry(
        "SMO_STAFF_FOR", "smo_metrics.sla.capacity.staff_for:staff_for", "sla",
        "How many people does each shift need so that the agreement is met in most weeks? As a table, with what one "
        "fewer costs.",
        (
            _ARRIVALS,
            Argument(
                "handling_hours",
                "Hours of work a task: their mean, or those of many tasks (a column), which are drawn from.",
            ),
            _TARGET, TIMEZONE, _SHIFTS, HOLIDAYS, _CLOCK, _GOAL, _PROBABILITY, _VARIATION, _SHRINKAGE,
            _FIRST_DAY,
        ),
        '=SMO_STAFF_FOR(Arrivals[[mon]:[sun]], 0.5, 4, "Asia/Singapore", "mon-fri 09:00-18:00")',
    ),
    Entry(
        "SMO_ERLANG_C", "smo_metrics.sla.capacity.erlang:erlang_c", "sla",
        "How long do tasks wait with so many people, where load and people stay as they are all day? Across nights use "
        "SMO_STAFF_FOR.",
        (
            Argument("people", "People at work at once: whole numbers, one cell or many."),
            Argument(
                "offered",
                "Work that arrives an hour, in hours: tasks an hour x hours of work a task, such as 12*0.75. One "
                "number, or as many as there are of people.",
            ),
            Argument(
                "statistic",
                '"wait_probability" (the default: the share of tasks that wait), "wait_hours" (mean wait), '
                '"begun_in_time", "done_in_time" (shares within target_hours), or "blocked" (Erlang B: turned away '
                "where nothing can wait).",
                True,
            ),
            Argument("handling_hours", "Mean hours of work a task. Needed for hours and shares in time.", True),
            Argument("target_hours", "Hours within which tasks are to be begun, or done.", True),
        ),
        "=SMO_ERLANG_C(8, 12*0.5)",
    ),
    Entry(
        "SMO_DUE", "smo_metrics.flow.hours.calendar:WorkCalendar", "sla",
        "By when a task has to be finished to be in time, in work hours or by the clock. Format the cell as a date "
        "with its time.",
        (_START, _TARGETS, TIMEZONE, _TEAM_HOURS, HOLIDAYS, _CLOCK),
        '=SMO_DUE("2026-03-06 13:00", 8, "Asia/Singapore", "mon-fri 09:00-18:00")',
    ),
)  # fmt: skip
