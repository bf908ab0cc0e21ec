"""Which promise is at risk: the due date, a milestone, the agreed hours of a region, or the age of open work?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla import sla_attainment
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.basis.wording import percent
from smo_metrics.status.delivery.attained import promise
from smo_metrics.status.delivery.delivery_review import DeliveryReview
from smo_metrics.status.delivery.finish_kpis import DUE_MINIMUM, DUE_TARGET
from smo_metrics.status.project.finding import TESTED_RULES, Finding, jointly, wide_interval
from smo_metrics.status.project.milestones import LATE
from smo_metrics.status.wellness._trend import weekly_trend

if TYPE_CHECKING:
    import pandas as pd

_PROJECT_LEAD = "project lead"


def due_findings(kpis: Sequence[Kpi], milestones: pd.DataFrame | None) -> Iterator[Finding]:
    """Warn of a due date that fewer than 80 % of the futures keep, and of milestones that half of them miss."""
    figures = {kpi.key: kpi for kpi in kpis if kpi.region == ALL_REGIONS}
    chance, late = figures.get("due_probability"), figures.get("finish_p80")
    if chance is not None and late is not None and chance.value < DUE_TARGET:
        yield Finding(
            "due-date", "risk", "high" if chance.value < DUE_MINIMUM else "medium", "plan",
            "The due date is in doubt." if chance.value >= DUE_MINIMUM else "The due date will probably be missed.",
            f"It is met in {chance.shown} of the simulated futures; {chance.detail}.", late.value, "days late",
            _PROJECT_LEAD, "Compare the scenarios: more people, less scope, overtime, or a later date agreed now.",
        )  # fmt: skip
    rows = [] if milestones is None else milestones[milestones["mark"] == LATE].to_dict("records")
    for row in rows:
        yield Finding(
            f"milestone:{row['milestone']}", "risk", "medium", "plan", f"Milestone {row['milestone']} is late.",
            f"Agreed for {row['baseline_date']:%d %b %Y}. {row['explanation']}", row["days_late"], "days late",
            _PROJECT_LEAD, "Agree a new date or a smaller milestone, and write it into the change log.",
        )  # fmt: skip


def attainment_findings(review: DeliveryReview, calendars: Calendars, causes: pd.DataFrame | None) -> Iterator[Finding]:
    """Name the regions whose share of tasks in time lies below the goal, else the project; and a share that falls.

    Parameters
    ----------
    review : DeliveryReview
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
    causes : pandas.DataFrame or None
        From `cause_table`: what work in a region waits for.
    """
    policy, weeks = promise(review.project), review.weeks
    if policy is None or weeks is None or review.events is None:
        return
    below = list(_below_goal(review, calendars, causes))
    yield from below
    trend = weekly_trend(weeks["attained_share"].to_numpy(dtype=float), tests=TESTED_RULES)
    if trend.direction == "falling":
        first, last = weeks["attained_share"].dropna().iloc[[0, -1]]
        points = -100 * trend.slope
        yield Finding(
            "sla-falling", "trend", "medium", "timeline", "Fewer tasks are in time from week to week.",
            f"From {percent(first)} to {percent(last)} in {trend.weeks} weeks, {points:.1f} percentage points a "
            "week, more than chance (Mann-Kendall test).", points, "percentage points a week",
            "operations lead", "See which stage's wait grew in these weeks.",
        )  # fmt: skip


def age_findings(kpis: Sequence[Kpi]) -> Iterator[Finding]:
    """Name the regions, else the project, whose open work is older than the maximum set for it."""
    old = [kpi for kpi in kpis if kpi.key == "age_p90" and kpi.rag == "red"]
    regional = [kpi for kpi in old if kpi.region != ALL_REGIONS]
    for kpi in regional or old:
        where = "" if kpi.region == ALL_REGIONS else f" in {kpi.region}"
        yield Finding(
            f"backlog-age:{kpi.region}", "risk", "high", "timeline", f"Open work{where} is too old.",
            f"One open task in ten is older than {kpi.shown} ({kpi.detail}); {kpi.target}.", kpi.value, "hours",
            _owner(kpi.region), "Work through the oldest open tasks first, beginning with the list of tasks at risk.",
            kpi.region,
        )  # fmt: skip


def _below_goal(review: DeliveryReview, calendars: Calendars, causes: pd.DataFrame | None) -> Iterator[Finding]:
    policy, project = promise(review.project), review.project
    whole = next(kpi for kpi in review.kpis if kpi.key == "sla_attainment" and kpi.region == ALL_REGIONS)
    regional = review.regions["high_share"].tolist() if review.regions is not None else []
    if policy is None or review.events is None or not any(high < policy.goal for high in (whole.high, *regional)):
        return
    strict = jointly(project.confidence, len(regional) + 1)
    found = sla_attainment(
        review.events, policy, calendars=calendars, as_of=review.as_of, by="region" if regional else None,
        timezone=project.timezone, confidence=strict,
    )  # fmt: skip
    below = found.groups[found.groups["high"] < policy.goal].to_dict("records")
    if not below:
        below = found.total[found.total["high"] < policy.goal].assign(group=ALL_REGIONS).to_dict("records")
    for row in below:
        yield _late({str(name): value for name, value in row.items()}, review, causes)


def _late(row: dict[str, Any], review: DeliveryReview, causes: pd.DataFrame | None) -> Finding:
    region, given, late = row["group"], review.project.sla, row["closed_late"] + row["overdue"]
    where = "The project" if region == ALL_REGIONS else region
    compared = region != ALL_REGIONS and not math.isnan(row["others"])
    others = f"; other regions {percent(row['others'])}" if compared else ""
    evidence = (
        f"{percent(row['attained'])} of {row['tasks']:,} tasks are within {given.sla_hours:g} {given.sla_clock} hours "
        f"({wide_interval(row['low'], row['high'], percent)}), goal {percent(given.sla_goal)}; "
        f"{late:,} late so far{others}."
    )
    stage, why = _where_it_waits(region, causes)
    return Finding(
        f"sla:{region}", "risk", "high" if row["attained"] < given.sla_minimum else "medium", "timeline",
        f"{where} misses the agreed hours.", f"{evidence}{why}", 100 * (given.sla_goal - row["attained"]),
        "percentage points below the goal", _owner(region),
        f"Look at why work waits{f' at {stage}' if stage else ''}, and save the tasks at risk first.", region,
    )  # fmt: skip


def _where_it_waits(region: str, causes: pd.DataFrame | None) -> tuple[str, str]:
    """Give the stage of the region at which most hours are waited, and a sentence on the cause."""
    own = None if causes is None else causes[(causes["region"] == region) & causes["main_cause"].notna()]
    if own is None or own.empty:
        return "", ""
    most = own.sort_values("waiting_hours", kind="stable").iloc[-1]
    share, cause = percent(most["main_cause_share"]), most["that_is"]
    return most["stage"], f" Most of the wait there is at {most['stage']}: {share} of it because {cause}."


def _owner(region: str) -> str:
    return "operations lead" if region == ALL_REGIONS else f"lead of {region}"
