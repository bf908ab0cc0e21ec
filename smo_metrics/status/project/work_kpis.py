"""What does a label take and cost, how long does it wait for its review, and how many are wrong?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count, interval
from smo_metrics.tables import SUBMITTED

if TYPE_CHECKING:
    import pandas as pd

_THOUSAND, _SECONDS = 1000, 3600
_REVIEWING = ("review", "qa", "check")


def label_kpis(labels: pd.DataFrame | None, project: Project, regions: Sequence[str]) -> Iterator[Kpi]:
    """Give the handling time of a label and the labels an hour, of the project and of each region.

    Parameters
    ----------
    labels : pandas.DataFrame or None
        From `check_labels`; what has no duration above 0 is left out, and how many that are stands in `detail`.
    project : Project
    regions : sequence of str
    """
    submitted = None if labels is None else labels[labels["status"] == SUBMITTED]
    for region in (ALL_REGIONS, *regions):
        own = submitted
        if own is not None and region != ALL_REGIONS:
            own = own[own["region"] == region] if "region" in own else own[:0]
        seconds = None if own is None or "duration_seconds" not in own else own["duration_seconds"]
        timed = None if seconds is None else seconds[seconds > 0]
        total, n = (0.0, 0) if timed is None else (float(timed.sum()), len(timed))
        why = "no labels arrived"
        if own is not None:
            why = "the labels have no durations" if len(own) else "no submitted labels"
        left_out = "" if own is None or n == len(own) else f"; {count(len(own) - n, 'label')} without a duration"
        mean = total / n if n else math.nan
        median = "" if timed is None or not n else f"median {float(timed.median()):.0f} s"
        limits = project.thresholds
        yield _figure(
            "aht", "efficiency", "Handling time of a label", mean, f"{mean:.0f} s", f"{median}{left_out}" if n else why,
            "seconds spent on submitted labels / labels with a duration", "lower", n, region,
            limits.aht_target_seconds, limits.aht_maximum_seconds, "s",
        )  # fmt: skip
        pace = _SECONDS / mean if n else math.nan
        yield _figure(
            "labels_per_hour", "efficiency", "Labels an hour", pace, f"{pace:,.1f}",
            f"{count(n, 'label')} in {total / _SECONDS:,.1f} hours of labelling{left_out}" if n else why,
            "submitted labels with a duration / hours spent on them", "higher", n, region,
        )  # fmt: skip


def defect_kpi(gold: Kpi, found: GoldAccuracyResult | None, project: Project) -> Kpi:
    """Count wrong labels among a thousand that were checked against gold.

    Parameters
    ----------
    gold : Kpi
        Gold accuracy, of the project or of a region.
    found : GoldAccuracyResult or None
        Of the project, to name its commonest mistake; None for a region.
    project : Project
    """
    value, low, high = (_THOUSAND * (1 - share) for share in (gold.value, gold.high, gold.low))
    detail = gold.detail
    if not math.isnan(value):
        detail = f"{interval(low, high, project.confidence, '{:.0f}'.format)}; {count(gold.n or 0, 'label')} checked"
        detail += _commonest(found)
    return Kpi(
        key="defects", pillar="quality", name="Defects in 1,000 labels", value=value, low=low, high=high,
        shown=NOT_AVAILABLE if math.isnan(value) else f"{value:.0f}", rag=gold.rag, target=_defects_allowed(project),
        detail=detail, formula="1,000 x labels that differ from the gold label / labels on gold items",
        direction="lower", n=gold.n, region=gold.region,
    )  # fmt: skip


def review_kpis(stages: pd.DataFrame | None) -> Iterator[Kpi]:
    """Give how long work waits for its review, of the project and of each region that reviews.

    Parameters
    ----------
    stages : pandas.DataFrame or None
        From `stage_table`. The review is the first stage with review, QA or check in its name.
    """
    names: list[str] = []
    if stages is not None:
        names = stages[stages["region"] == ALL_REGIONS].sort_values("stage_number")["stage"].tolist()
    stage = next((name for word in _REVIEWING for name in names if word in name.casefold()), None)
    rows: list[dict[str, Any]] = []
    if stages is not None and stage is not None:
        rows = [{str(k): v for k, v in row.items()} for row in stages[stages["stage"] == stage].to_dict("records")]
    unknown = "no figures of the flow: see the notes"
    why = unknown if stages is None else "no stage has review, QA or check in its name"
    if not rows:
        rows = [{"region": ALL_REGIONS, "waiting_p50_hours": math.nan, "events": 0}]
    for row in rows:
        value = row["waiting_p50_hours"]
        known = ""
        if not math.isnan(value):
            known = f"before {stage}; nine in ten waited at most {row['waiting_p90_hours']:,.1f} h"
        yield _figure(
            "review_wait", "timeline", "Wait for the review", value, f"{value:,.1f} h", known or why,
            "hours from when a review could begin to its start, median", "lower", int(row["events"]), row["region"],
        )  # fmt: skip


def cost_kpi(project: Project, hours: float, accepted: int | None) -> Kpi:
    """Give what an accepted task costs in work.

    Parameters
    ----------
    project : Project
    hours : float
        Hours of work at all stages; NaN: not known.
    accepted : int or None
        Finished tasks that were not rejected last; None: the events have no outcomes.
    """
    cost = project.cost
    value = math.nan
    if cost.hourly_cost is not None and accepted:
        value = hours * cost.hourly_cost / accepted
    detail = f"{hours:,.0f} hours at {cost.hourly_cost or 0:g} for {count(accepted or 0, 'accepted task')}"
    if cost.hourly_cost is None:
        detail = "hourly_cost is not set"
    elif accepted is None:
        detail = "it needs events with an outcome (accepted or rejected)"
    elif math.isnan(hours):
        detail = "the events have one time each"
    return _figure(
        "cost_per_accepted", "efficiency", "Cost of an accepted task", value, f"{value:,.2f} {cost.currency}".strip(),
        detail, "hours of work at all stages x hourly_cost / accepted tasks", "lower", accepted, ALL_REGIONS,
    )  # fmt: skip


def _defects_allowed(project: Project) -> str:
    limits = project.thresholds
    target, most = (_THOUSAND * (1 - share) for share in (limits.gold_target, limits.gold_minimum))
    return f"target {target:.3g}, maximum {most:.3g}"


def _commonest(found: GoldAccuracyResult | None) -> str:
    wrong = None if found is None else found.confusion[found.confusion["gold_label"] != found.confusion["label"]]
    if wrong is None or wrong.empty:
        return ""
    most = wrong.sort_values("count", ascending=False, kind="stable").iloc[0]
    return f"; most often {most['gold_label']} labelled {most['label']} ({int(most['count']):,})"


def _figure(
    key: str, pillar: Any, name: str, value: float, shown: str, detail: str, formula: str, direction: Any,
    n: int | None, region: str, target: float | None = None, limit: float | None = None, unit: str = "",
) -> Kpi:  # fmt: skip
    beyond = "" if limit is None else f", maximum {limit:g} {unit}"
    return Kpi(
        key=key, pillar=pillar, name=name, value=value, low=math.nan, high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(value) else shown, rag=rate(value, target, limit, direction),
        target="no target" if target is None else f"target {target:g} {unit}{beyond}", detail=detail, formula=formula,
        direction=direction, n=n, region=region,
    )  # fmt: skip
