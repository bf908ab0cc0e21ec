"""Which tables say where work waits and what to change: stages, causes, fixes, handoffs, shared hours."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

MATRIX_ROW, MATRIX_SIZE = 4, 11

STAGES = TableSheet(
    name="Stages",
    table="Stages",
    role="calc",
    title="Stages",
    purpose="How long work waits and takes at each stage, and who is there; region all is the whole project.",
    note=(
        "Waiting is by the clock, handling in the team's work hours. bottleneck_share: of the hours at work, in which "
        "the stage held up the flow. people and risk: the last four weeks."
    ),
    columns=(
        Column("region", 16),
        Column("stage", 18),
        Column("stage_number", 17, "count"),
        Column("events", 12, "count"),
        Column("tasks", 12, "count"),
        Column("waiting_now", 16, "count"),
        Column("in_work_now", 16, "count"),
        Column("waiting_mean_hours", 23, "decimal"),
        Column("waiting_p50_hours", 22, "decimal"),
        Column("waiting_p90_hours", 22, "decimal"),
        Column("handling_mean_work_hours", 29, "coefficient"),
        Column("handling_p90_work_hours", 28, "coefficient"),
        Column("flow_efficiency_share", 25, "share"),
        Column("rework_share", 17, "share"),
        Column("first_pass_share", 20, "share"),
        Column("busy_share", 15, "share"),
        Column("bottleneck_share", 21, "share"),
        Column("age_p85_hours", 18, "decimal"),
        Column("people", 12, "count"),
        Column("main_person", 30),
        Column("main_person_share", 22, "share"),
        Column("risk", 24),
    ),
    marked=("risk",),
    frozen_columns=2,
)

CAUSES = TableSheet(
    name="Causes",
    table="Causes",
    role="calc",
    title="Causes of waiting",
    purpose="Hours that work waited at each stage, by what it waited for; region all is the whole project.",
    note="Hours by the clock; each moment has one cause. What a fix would gain stands on Fixes.",
    columns=(
        Column("region", 16),
        Column("stage", 18),
        Column("events", 12, "count"),
        Column("waiting_hours", 18, "decimal"),
        Column("contention_hours", 21, "decimal"),
        Column("unavailability_hours", 25, "decimal"),
        Column("batching_hours", 19, "decimal"),
        Column("prioritisation_hours", 25, "decimal"),
        Column("handoff_hours", 18, "decimal"),
        Column("unexplained_hours", 22, "decimal"),
        Column("main_cause", 18),
        Column("main_cause_share", 21, "share"),
        Column("that_is", 40),
    ),
    frozen_columns=2,
)

FIXES = TableSheet(
    name="Fixes",
    table="Fixes",
    role="calc",
    title="Fixes, best first",
    purpose="What each of the usual changes would take off the mean lead time, in a simulation of this project.",
    note=(
        "low and high: 95 % interval of the gain. error_low and error_high feed the chart. tied with the best: cannot "
        "be told from it; unsure: may be chance; no effect: under a hundredth of the lead time."
    ),
    columns=(
        Column("rank", 10, "count"),
        Column("fix", 50),
        Column("stage", 18),
        Column("cause", 18),
        Column("verdict", 20),
        Column("gain_hours", 15, "decimal"),
        Column("low_hours", 14, "decimal"),
        Column("high_hours", 15, "decimal"),
        Column("gain_share", 15, "share"),
        Column("error_low_hours", 20, "decimal"),
        Column("error_high_hours", 21, "decimal"),
        Column("gain_p90_hours", 19, "decimal"),
        Column("gain_in_time_share", 23, "share"),
        Column("evidence", 90),
        Column("sentence", 110),
        Column("change", 34),
    ),
    frozen_columns=2,
)

HANDOFFS = TableSheet(
    name="Handoffs",
    table="Handoffs",
    role="calc",
    title="Handoffs between regions",
    purpose="Median hours from when work could go on to its start, from the region in the row to that in the column.",
    note=(
        "By the clock. On the diagonal work stays in its region. The list below is for filters; shared_week_hours: "
        "both are at work, in the week of the data."
    ),
    columns=(
        Column("from_region", 24),
        Column("to_region", 18),
        Column("changes_region", 19),
        Column("count", 18, "count"),
        Column("share", 18, "share"),
        Column("median_hours", 18, "decimal"),
        Column("p90_hours", 18, "decimal"),
        Column("waiting_hours", 18, "decimal"),
        Column("shared_week_hours", 22, "decimal"),
    ),
    header_row=MATRIX_ROW + MATRIX_SIZE + 1,
)

OVERLAP = TableSheet(
    name="Overlap",
    table="Overlap",
    role="calc",
    title="Hours that regions share",
    purpose="Hours in which both regions are at work, in the week of the data: when they can talk.",
    note="Weekdays in your time zone. Zones change to summer time on different dates, so that the hours change too.",
    columns=(
        Column("region_a", 20),
        Column("region_b", 20),
        Column("week_hours", 15, "decimal"),
        *(Column(f"{day}_hours", 14, "decimal") for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
    ),
    frozen_columns=2,
)
