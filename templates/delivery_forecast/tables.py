"""Which tables the delivery forecast holds: what people compare, and the columns that a refresh fills."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

SCENARIOS = TableSheet(
    name="Scenarios",
    table="Scenarios",
    role="input",
    title="Scenarios",
    purpose="What would more people, overtime, less scope or another due date do? One row a scenario; empty: as now.",
    note=(
        "team_share: 1.1 is a tenth more people; joiners: people who join from joiners_from on, at full speed after "
        "ramp_days; overtime_share: 0.1 is a tenth more hours; scope_change_tasks: -500 takes 500 tasks away."
    ),
    columns=(
        Column("scenario", 30, entry=True),
        Column("team_share", 14, "threshold", entry=True),
        Column("joiners", 12, "threshold", entry=True),
        Column("joiners_from", 15, "date", entry=True),
        Column("ramp_days", 13, "threshold", entry=True),
        Column("overtime_share", 17, "threshold", entry=True),
        Column("scope_change_tasks", 21, "threshold", entry=True),
        Column("due_date", 14, "date", entry=True),
    ),
    rows=(
        ("A tenth more people", 1.1, None, None, None, None, None, None),
        ("Two joiners, four weeks to speed", None, 2, None, 28, None, None, None),
        ("A tenth of overtime", None, None, None, None, 0.1, None, None),
    ),
)

_SHARES = (
    Column("tasks", 10, "count"),
    Column("open", 10, "count"),
    Column("closed_late", 13, "count"),
    Column("overdue", 12, "count"),
    Column("undecided", 13, "count"),
    Column("attained_share", 17, "share"),
    Column("low_share", 13, "share"),
    Column("high_share", 13, "share"),
    Column("these_tasks", 15),
    Column("such_tasks", 17),
    Column("status", 13),
)
_MEANING = (
    "closed_late and overdue are late; undecided may yet be. these_tasks: do they keep the goal whatever comes; "
    "such_tasks: does work as it went keep it."
)

ATTAINMENT = TableSheet(
    name="Attainment",
    table="AttainmentWeeks",
    role="calc",
    title="SLA attainment by week",
    purpose="Tasks within their target, by the week in which their clock started; week is its Monday.",
    note=f"{_MEANING} band_low and band draw the interval.",
    columns=(
        Column("week", 14, "date"),
        *_SHARES,
        Column("band_low", 13, "share"),
        Column("band", 12, "share"),
        Column("goal_share", 13, "share"),
    ),
    minimum={"attained_share": "sla_minimum"},
)

REGIONS = TableSheet(
    name="Regions",
    table="AttainmentRegions",
    role="calc",
    title="SLA attainment by region, lowest first",
    purpose="Tasks within their target by region, beside the share of all other regions.",
    note=_MEANING,
    columns=(
        Column("region", 20),
        *_SHARES,
        Column("others_share", 15, "share"),
        Column("gap_share", 13, "share"),
        Column("gap_low_share", 16, "share"),
        Column("gap_high_share", 17, "share"),
    ),
    minimum={"attained_share": "sla_minimum"},
)

WORK_LIST = TableSheet(
    name="WorkList",
    table="WorkList",
    role="output",
    title="Open tasks, most likely late first",
    purpose="Every open task with its due time, the chance that it will be late, and why. Times are in your zone.",
    note="A chance says how past tasks fared that stood where it stands; it is no verdict on whoever has the task.",
    columns=(
        Column("task_id", 18),
        Column("state", 18),
        Column("stage", 16),
        Column("region", 16),
        Column("queue", 16),
        Column("priority", 13),
        Column("age_hours", 13, "decimal"),
        Column("target_hours", 15, "decimal"),
        Column("due_local", 18, "time"),
        Column("hours_left", 13, "decimal"),
        Column("late_probability", 18, "share"),
        Column("why", 130),
    ),
    marked=("state",),
)

FAN = TableSheet(
    name="Fan",
    table="Fan",
    role="calc",
    title="Burn-up with its forecast",
    purpose="Tasks done by the end of each day: as counted, and in 2.5 to 97.5 % of the simulated futures.",
    note=(
        "p80-style columns count tasks: half of the futures lie from p25 to p75, 95 % from p2_5 to p97_5. base and the "
        "bands draw the chart; past days have no width. due_tasks marks the due date."
    ),
    columns=(
        Column("day", 14, "date"),
        Column("done_tasks", 13, "count"),
        Column("scope_tasks", 14, "count"),
        Column("due_tasks", 13, "count"),
        *(Column(f"p{name}", 10, "count") for name in ("2_5", "10", "25", "50", "75", "90", "97_5")),
        Column("base", 10, "count"),
        *(
            Column(f"band_{name}", 18, "count")
            for name in ("2_5_to_10", "10_to_25", "25_to_75", "75_to_90", "90_to_97_5")
        ),
    ),
)

FINISH = TableSheet(
    name="Finish",
    table="Finish",
    role="output",
    title="When is it done?",
    purpose="The day by whose end what remains is done, in so many of the simulated futures.",
    note="Tasks still to come are not in it: try a larger scope on the sheet Scenarios. A blank date is beyond reach.",
    columns=(
        Column("sure_share", 14, "share"),
        Column("finish_date", 16, "date"),
        Column("days_ahead", 14, "count"),
        Column("days_after_due", 17, "count"),
        Column("remaining_tasks", 18, "count"),
    ),
)

RESULTS = TableSheet(
    name="ScenarioResults",
    table="ScenarioResults",
    role="output",
    title="Scenarios side by side",
    purpose="The same simulated futures under each row of Scenarios: only the changes differ.",
    note=(
        "p50, p80, p95: by then half, 80 % and 95 % of the futures are done; error_low_days and error_high_days draw "
        "the chart. Overtime is taken to bring as much as any other hour, which seldom holds for long."
    ),
    columns=(
        Column("scenario", 34),
        Column("change", 40),
        Column("remaining_tasks", 18, "count"),
        Column("due_date", 14, "date"),
        Column("due_probability", 18, "share"),
        Column("p50_date", 14, "date"),
        Column("p80_date", 14, "date"),
        Column("p95_date", 14, "date"),
        Column("p50_days", 12, "count"),
        Column("p80_days", 12, "count"),
        Column("p95_days", 12, "count"),
        Column("error_low_days", 17, "count"),
        Column("error_high_days", 18, "count"),
        Column("days_saved", 14, "count"),
        Column("note", 70, "note"),
    ),
)

STAFFING = TableSheet(
    name="Staffing",
    table="Staffing",
    role="output",
    title="Are people missing?",
    purpose="The fewest people at work at once that keep the SLA's goal in 80 % of weeks, beside those who are there.",
    note=(
        "A lower bound: one queue a region, no leave, no other tasks. It can show that people are missing, not that "
        "there are too many. people_now: at work on a usual day of the last 14."
    ),
    columns=(
        Column("region", 20),
        Column("people_now", 14, "count"),
        Column("people_needed", 17, "count"),
        Column("people_to_add", 17, "count"),
        Column("weeks_met_now_share", 23, "share"),
        Column("weeks_met_share", 19, "share"),
        Column("busy_share", 14, "share"),
        Column("open_hours", 14, "decimal"),
        Column("note", 90, "note"),
    ),
)

KEYS = {
    "Events": "task_id,stage,round,enabled_at_utc",
    "Volumes": "date,queue,region",
    "Kpis": "kpi,region",
    "AttainmentWeeks": "week",
    "AttainmentRegions": "region",
    "WorkList": "task_id",
    "Fan": "day",
    "Finish": "sure_share",
    "ScenarioResults": "scenario",
    "Staffing": "region",
}
