"""Which tables follow the work through time: by day, by stage and day, open tasks by age, control charts."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

FLOW = TableSheet(
    name="Flow",
    table="Flow",
    role="calc",
    title="Flow of the last four weeks",
    purpose="Tasks that had arrived and were finished by the end of each day, and where the open ones stood.",
    note=(
        "main_stage: where most work stands now, named on the dashboard. The last day shows the moment of the data; "
        "finished_since counts from the first day shown."
    ),
    columns=(
        Column("date", 14, "date"),
        Column("arrived", 13, "count"),
        Column("finished", 13, "count"),
        Column("open_tasks", 15, "count"),
        Column("main_stage_tasks", 21, "count"),
        Column("other_stage_tasks", 22, "count"),
        Column("finished_since", 19, "count"),
        Column("arrivals", 13, "count"),
        Column("finishes", 13, "count"),
    ),
)

FLOW_STAGES = TableSheet(
    name="Flow by stage",
    table="FlowStages",
    role="calc",
    title="Flow by stage of the last four weeks",
    purpose="Pieces of work that had entered, begun and left each stage by the end of each day.",
    note="there = entered - left, of which not_begun still waits. A task that comes back enters once more.",
    columns=(
        Column("date", 14, "date"),
        Column("stage", 18),
        Column("entered", 13, "count"),
        Column("begun", 13, "count"),
        Column("left", 13, "count"),
        Column("there", 13, "count"),
        Column("not_begun", 14, "count"),
    ),
    frozen_columns=2,
)

AGEING = TableSheet(
    name="Ageing",
    table="Ageing",
    role="calc",
    title="Open tasks by age, oldest first",
    purpose="How old every open task is, beside the age by which 85 % of finished tasks had left its stage.",
    note=(
        "age and usual_hours count from the task's arrival; usual_hours are work hours where age_work_hours is filled. "
        "stage_position and the last two columns feed the chart."
    ),
    columns=(
        Column("task_id", 18),
        Column("region", 16),
        Column("stage", 18),
        Column("state", 14),
        Column("arrived_local", 19, "time"),
        Column("age_hours", 15, "decimal"),
        Column("age_work_hours", 19, "decimal"),
        Column("stage_age_hours", 20, "decimal"),
        Column("usual_hours", 16, "decimal"),
        Column("older_than_usual", 22),
        Column("stage_position", 19, "decimal"),
        Column("usual_age_hours", 20, "decimal"),
        Column("older_age_hours", 20, "decimal"),
    ),
    marked=("older_than_usual",),
)

CONTROL = TableSheet(
    name="Control",
    table="Control",
    role="calc",
    title="Control charts of lead time and finished tasks",
    purpose="Mean lead time of the tasks finished in each day or week, their number, and what is usual.",
    note=(
        "center, lower and upper: what chance alone does, 3 standard deviations to both sides. A signal lies outside: "
        "ask what was different. A mean of fewer than 3 tasks is left empty."
    ),
    columns=(
        Column("period_start", 17, "date"),
        Column("finished_tasks", 19, "count"),
        Column("lead_mean_hours", 20, "decimal"),
        Column("lead_center_hours", 22, "decimal"),
        Column("lead_lower_hours", 21, "decimal"),
        Column("lead_upper_hours", 21, "decimal"),
        Column("lead_signal_hours", 22, "decimal"),
        Column("finished_center_tasks", 26, "decimal"),
        Column("finished_lower_tasks", 25, "decimal"),
        Column("finished_upper_tasks", 25, "decimal"),
        Column("finished_signal_tasks", 26, "decimal"),
        Column("lead_signal", 26),
        Column("finished_signal", 26),
    ),
    marked=("lead_signal", "finished_signal"),
)

KEYS = {
    "Events": "task_id,stage,round",
    "Kpis": "kpi,region",
    "Stages": "region,stage",
    "Causes": "region,stage",
    "Fixes": "change",
    "Handoffs": "from_region,to_region",
    "Overlap": "region_a,region_b",
    "Flow": "date",
    "FlowStages": "date,stage",
    "Ageing": "task_id",
    "Control": "period_start",
}
