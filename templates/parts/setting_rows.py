"""Every setting that a workbook can have: its default, its unit, what it means and what its cell accepts."""

from __future__ import annotations

from typing import Any, NamedTuple

from templates.parts.rules import ZONE, at_most, between, choice, day

MOST_HOURS = 876_600
MANY = 1_000_000_000


class Setting(NamedTuple):
    """One row of a Settings sheet; the style is a key of `templates.parts.style.NUMBER_FORMATS`."""

    default: str | float | bool | None
    unit: str
    meaning: str
    style: str
    rule: dict[str, Any]


def _limits(name: str, what: str, target: float | None, limit: float | None, unit: str, lowest: float, highest: float,
            end: str = "minimum") -> dict[str, Setting]:  # fmt: skip
    """Give a figure's target and the limit beyond which it is red; each cell's bound is the other."""
    suffix = f"_{unit}" if unit in ("hours", "seconds") else ""
    names = f"{name}_target{suffix}", f"{name}_{end}{suffix}"
    worse = "Below" if end == "minimum" else "Above"
    title = name.upper() if name in ("spi", "cpi", "aht") else name.capitalize()
    bounds = (names[1], highest) if end == "minimum" else (lowest, names[1])
    other = (lowest, names[0]) if end == "minimum" else (names[0], highest)
    shown = {"share": "share, 0 to 1", "alpha": "alpha, 0 to 1"}.get(unit, unit)
    return {
        names[0]: Setting(
            target, shown, f"{what} is on target from here on.", "threshold",
            between(_bound(bounds[0]), _bound(bounds[1]), f"{title} target", _between_words(end, "target")),
        ),
        names[1]: Setting(
            limit, shown, f"{worse} this, {what[0].lower() + what[1:]} needs action.", "threshold",
            between(_bound(other[0]), _bound(other[1]), f"{title} {end}", _between_words(end, end)),
        ),
    }  # fmt: skip


def _bound(bound: float | str) -> float | str:
    return f"={bound}" if isinstance(bound, str) else bound


def _between_words(end: str, which: str) -> str:
    if end == "minimum":
        return "Type a number from the minimum below it up." if which == "target" else "Type a number up to the target."
    return "Type a number up to the maximum below it." if which == "target" else "Type a number from the target up."


SETTINGS: dict[str, Setting] = {
    "project": Setting(
        None, "text", "Name of the project, shown in the Dashboard's title.", "text",
        at_most(100, "Project", "The project's name, at most 100 characters."),
    ),
    "timezone": Setting(
        "UTC", "IANA name", "Your zone: its days and weeks count, and times are shown in it.", "text", ZONE
    ),
    "as_of": Setting(
        None, "date and time", "When the exports were made, in your zone; empty: the latest time in them.", "time",
        day("As of", "Type a date and time such as 2026-12-21 09:00, or leave it empty."),
    ),
    "level": Setting(
        "nominal", "choice", "Distance of labels: nominal (same or not), ordinal (ranks), interval (numbers).", "text",
        choice(("nominal", "ordinal", "interval"), "Level", "Choose nominal, ordinal or interval."),
    ),
    "confidence": Setting(
        0.95, "share, 0 to 1", "How sure the intervals are.", "threshold",
        between(0.5, 0.999, "Confidence", "Type a share from 0.5 to 0.999, such as 0.95."),
    ),
    **_limits("alpha", "Krippendorff's alpha", 0.8, 0.667, "alpha", -1, 1),
    **_limits("gold", "Gold accuracy", 0.95, 0.9, "share", 0, 1),
    **_limits("category", "A category's alpha", 0.7, 0.5, "alpha", -1, 1),
    **_limits("acceptance", "First-pass acceptance", 0.9, 0.8, "share", 0, 1),
    **_limits("rework", "Rework", 0.05, 0.1, "share", 0, 1, "maximum"),
    "sla_hours": Setting(
        None, "hours", "Hours within which a task has to be finished; empty: no SLA is computed.", "decimal",
        between(0.01, MOST_HOURS, "SLA hours", "Type a number of hours above 0, such as 24."),
    ),
    "sla_clock": Setting(
        "wall", "choice", "wall: every hour counts; work: hours of the calendars count.", "text",
        choice(("wall", "work"), "SLA clock", "Choose wall or work (work needs rows on the sheet Calendars)."),
    ),
    "sla_goal": Setting(
        0.95, "share, 0 to 1", "The share of tasks to finish in time.", "threshold",
        between("=sla_minimum", 1, "SLA goal", "Type a share from the minimum below it up to 1."),
    ),
    "sla_minimum": Setting(
        0.9, "share, 0 to 1", "Below this, attainment needs action.", "threshold",
        between(0, "=sla_goal", "SLA minimum", "Type a share from 0 up to the goal above it."),
    ),
    "start_stage": Setting(
        None, "stage", "Where the clock starts; empty: when a task arrives.", "text",
        at_most(100, "Start stage", "A stage as the events spell it, or nothing."),
    ),
    "stop_stage": Setting(
        None, "stage", "Where the clock stops; empty: when a task is finished.", "text",
        at_most(100, "Stop stage", "A stage as the events spell it, or nothing."),
    ),
    "pause_stages": Setting(
        None, "stages", "Stages whose time does not count, with commas between.", "text",
        at_most(250, "Pause stages", "Stages as the events spell them, with commas between, or nothing."),
    ),
    **_limits("age", "P90 age of open tasks", None, None, "hours", 0, MOST_HOURS, "maximum"),
    "start_date": Setting(
        None, "date", "The day on which the project began; empty: that of the first row.", "date",
        day("Start date", "Type a date such as 2026-09-01."),
    ),
    "due_date": Setting(
        None, "date", "The day by whose end everything has to be delivered.", "date",
        day("Due date", "Type a date such as 2026-12-18."),
    ),
    "scope_tasks": Setting(
        None, "tasks", "Tasks in total, those done already included; empty: the open ones only.", "count",
        between(0, MANY, "Scope", "Type a number of tasks."),
    ),
    "gaps": Setting(
        None, "choice", "A day without a row in Volumes: zero (nothing was done) or missing (not counted).", "text",
        choice(("zero", "missing"), "Gaps", "Choose zero or missing; empty: a forecast asks when it matters."),
    ),
    "hourly_cost": Setting(
        None, "money", "What an hour of labelling costs; empty: no figure of cost.", "decimal",
        between(0.01, MANY, "Hourly cost", "Type what an hour costs."),
    ),
    "budget": Setting(
        None, "money", "What the whole project may cost.", "decimal", between(0.01, MANY, "Budget", "Type an amount.")
    ),
    "currency": Setting(
        None, "text", "How amounts are called, such as EUR.", "text", at_most(10, "Currency", "Such as EUR.")
    ),
    **_limits("spi", "Schedule performance", 1.0, 0.9, "ratio", 0, 10),
    **_limits("cpi", "Cost performance", 1.0, 0.9, "ratio", 0, 10),
    **_limits("aht", "Mean handling time", None, None, "seconds", 0, 86_400, "maximum"),
    "sensitive_tiers": Setting(
        None, "tiers", "Tiers of exposure that count, with commas between; empty: all but none and 0.", "text",
        at_most(250, "Sensitive tiers", "Such as: graphic, severe. Spelled as in the labels."),
    ),
    "exposure_cap_hours": Setting(
        5, "hours a day", "At most so much sensitive content a person and day (example: IWF, 2024).", "decimal",
        between(0.1, 24, "Exposure cap", "Type a number of hours from 0.1 to 24."),
    ),
    "break_after_hours": Setting(
        1, "hours", "After so long without one, a break is due (example: IWF, 2024).", "decimal",
        between(0.1, 24, "Break after", "Type a number of hours from 0.1 to 24."),
    ),
    "break_minutes": Setting(
        10, "minutes", "How long a pause has to be to count as a break.", "decimal",
        between(1, 240, "Break minutes", "Type a number of minutes from 1 to 240."),
    ),
    "exposure_cutoff": Setting(
        "16:00", "HH:MM or none", "No sensitive content after this local time (example: IWF, 2024); none: no rule.",
        "text",
        at_most(5, "Exposure cut-off", "Type a time such as 16:00, or none."),
    ),
    "pseudonyms": Setting(
        False, "TRUE or FALSE", "TRUE shows codes instead of people's names.", "text",
        choice(("TRUE", "FALSE"), "Pseudonyms", "Choose TRUE or FALSE."),
    ),
}  # fmt: skip
