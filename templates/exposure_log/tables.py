"""Which tables the exposure log holds: the columns that a refresh fills, sheet by sheet."""

from __future__ import annotations

from dataclasses import replace

from templates.parts import inputs
from templates.parts.table_sheet import Column, TableSheet

_AGREEMENT_ONLY = ("counted_label", "unit")

LABELS = replace(
    inputs.LABELS,
    note=(
        "The work ends at labelled_at_utc and begins the duration earlier. With the setting pseudonyms and a source of "
        "labels, the sheet stays empty. Comments and colours in a row follow the row."
    ),
    columns=tuple(column for column in inputs.LABELS.columns if column.name not in _AGREEMENT_ONLY),
)

PEOPLE = TableSheet(
    name="People",
    table="People",
    role="calc",
    title="People, the highest day first",
    purpose="Each person's latest five days of labelling against the cap, breaks and the cut-off of Settings; hours.",
    note=(
        "room_hours is what they could take on each day and stay below 90 % of the cap. A trend is named only where "
        "weeks rise or fall by more than chance. A mark is a reason to talk, not a verdict."
    ),
    columns=(
        Column("person", 30),
        Column("region", 16),
        Column("timezone", 22),
        Column("status", 28),
        Column("days_worked", 15, "count"),
        Column("average_hours", 17, "decimal"),
        Column("highest_hours", 17, "decimal"),
        Column("highest_date", 15, "date"),
        Column("cap_hours", 13, "decimal"),
        Column("room_hours", 14, "decimal"),
        Column("days_over_cap", 17, "count"),
        Column("days_not_known", 18, "count"),
        Column("missed_breaks", 17, "count"),
        Column("longest_stretch_hours", 24, "decimal"),
        Column("after_cutoff_hours", 21, "decimal"),
        Column("longest_label_hours", 22, "decimal"),
        Column("sensitive_share", 18, "share"),
        Column("labels_without_duration", 26, "count"),
        Column("trend", 20),
        Column("trend_hours_per_week", 24, "coefficient"),
        Column("trend_weeks", 15, "count"),
        Column("why", 120),
    ),
    marked=("status",),
)

DAYS = TableSheet(
    name="Days",
    table="Days",
    role="calc",
    title="Days",
    purpose="One row a person and day on which they labelled, the day on their own clock; hours.",
    note=(
        "sensitive_hours: time with a sensitive label at work, overlapping labels once. at_most_hours adds what labels "
        "without a duration could be. A stretch is sensitive time without a break; it stands on the day it begins."
    ),
    columns=(
        Column("person", 30),
        Column("region", 16),
        Column("timezone", 22),
        Column("date", 14, "date"),
        Column("sensitive_hours", 19, "decimal"),
        Column("at_most_hours", 17, "decimal"),
        Column("cap_hours", 13, "decimal"),
        Column("over_cap", 20),
        Column("labelled_hours", 18, "decimal"),
        Column("sensitive_share", 18, "share"),
        Column("longest_stretch_hours", 24, "decimal"),
        Column("missed_breaks", 17, "count"),
        Column("after_cutoff_hours", 21, "decimal"),
        Column("longest_label_hours", 22, "decimal"),
        Column("labels", 11, "count"),
        Column("sensitive_labels", 19, "count"),
        Column("labels_without_duration", 26, "count"),
    ),
    marked=("over_cap",),
)

TIERS = TableSheet(
    name="Tiers",
    table="Tiers",
    role="calc",
    title="Days by tier",
    purpose="Hours and labels of each person and day by tier of sensitive content.",
    note="Where labels of two tiers were open at once, the time counts in both: tiers can add up to more than the day.",
    columns=(
        Column("person", 30),
        Column("region", 16),
        Column("date", 14, "date"),
        Column("tier", 18),
        Column("hours", 12, "decimal"),
        Column("labels", 12, "count"),
    ),
)

WEEKS = TableSheet(
    name="Weeks",
    table="ExposureWeeks",
    role="calc",
    title="Exposure by week",
    purpose="One row a week for the whole team (region: all), then for each region; week is its Monday; hours.",
    note="average_hours is that of a person and day of labelling; highest_hours is the highest day of one person.",
    columns=(
        Column("region", 18),
        Column("week", 14, "date"),
        Column("people", 12, "count"),
        Column("person_days", 15, "count"),
        Column("sensitive_hours", 19, "decimal"),
        Column("average_hours", 17, "decimal"),
        Column("highest_hours", 17, "decimal"),
        Column("cap_hours", 13, "decimal"),
        Column("days_over_cap", 17, "count"),
        Column("missed_breaks", 17, "count"),
        Column("after_cutoff_hours", 21, "decimal"),
        Column("labels_without_duration", 26, "count"),
    ),
    frozen_columns=2,
)

ROTATION = TableSheet(
    name="Rotation",
    table="Rotation",
    role="calc",
    title="Rotation",
    purpose="Suggestions: who over or near the cap could hand how many hours of sensitive content a day to whom.",
    note=(
        "Only to people of the same region, within all limits, who have labelled such content of that queue and "
        "language; before and after are highest days. Ask both before you move work."
    ),
    columns=(
        Column("from_person", 30),
        Column("to_person", 30),
        Column("region", 16),
        Column("queue", 18),
        Column("language", 13),
        Column("hours_per_day", 17, "decimal"),
        Column("from_before_hours", 20, "decimal"),
        Column("from_after_hours", 20, "decimal"),
        Column("to_before_hours", 19, "decimal"),
        Column("to_after_hours", 19, "decimal"),
        Column("suggestion", 110),
    ),
)

KEYS = {
    "Labels": "item_id,annotator_id,round,policy_version",
    "Kpis": "kpi,region",
    "People": "person",
    "Days": "person,date",
    "Tiers": "person,date,tier",
    "ExposureWeeks": "region,week",
    "Rotation": "from_person,to_person,queue,language",
}
