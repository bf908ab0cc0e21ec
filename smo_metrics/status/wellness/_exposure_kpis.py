"""Exposure in four key figures, of the team and by region: who is over the cap, highest day, breaks, cut-off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.settings import Exposure
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, Rag, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count
from smo_metrics.status.wellness._person_words import AWAY, NEAR_SHARE, OVER, hours, people_count

if TYPE_CHECKING:
    import pandas as pd

_Figure = tuple[float, str, Rag, str, int | None]  # value, shown, rag, detail, n
_LATELY = "in the latest 5 days of labelling"


def exposure_kpis(people: pd.DataFrame, limits: Exposure) -> tuple[Kpi, ...]:
    """Give four figures of the latest days: the team's, then each region's."""
    regions = sorted(people["region"].dropna().unique())
    groups = {ALL_REGIONS: people, **{name: people[people["region"] == name] for name in regions}}
    return tuple(kpi for name, group in groups.items() for kpi in _kpis(_figures(group, limits), limits, name))


def unavailable_kpis(limits: Exposure, reason: str) -> tuple[Kpi, ...]:
    """Give the team's four figures where the labels cannot tell any."""
    return _kpis([(math.nan, NOT_AVAILABLE, "none", reason, None)] * 4, limits, ALL_REGIONS)


def _figures(people: pd.DataFrame, limits: Exposure) -> list[_Figure]:
    here = people[people["status"] != AWAY]
    known = here[here["highest_hours"].notna()]
    if not len(known):
        reason = "no sensitive label has a usable duration" if len(here) else "nobody labelled"
        return [(math.nan, NOT_AVAILABLE, "none", f"{reason} {_LATELY}", None)] * 4
    return [_over(here, known), _highest(known, limits), _breaks(known), _late(known, limits)]


def _over(here: pd.DataFrame, known: pd.DataFrame) -> _Figure:
    over = int((here["status"] == OVER).sum())
    open_ = int((here["days_not_known"] > 0).sum())
    detail = f"of {people_count(len(here))}"
    if open_:
        detail += f"; of {people_count(open_)} some days cannot be told"
    rag: Rag = "amber" if open_ and not over else rate(over, 0, 0, "lower")
    return float(over), people_count(over), rag, detail, len(here)


def _highest(known: pd.DataFrame, limits: Exposure) -> _Figure:
    top = known.iloc[int(known["highest_hours"].argmax())]
    value, cap = float(top["highest_hours"]), limits.exposure_cap_hours
    detail = f"{top['person']} on {top['highest_date']:%d %b %Y}" if value else "nobody saw sensitive content"
    return value, hours(value), rate(value, NEAR_SHARE * cap, cap, "lower"), detail, int(known["days_worked"].sum())


def _breaks(known: pd.DataFrame) -> _Figure:
    missed = int(known["missed_breaks"].sum())
    longest = known.iloc[int(known["longest_stretch_hours"].argmax())]
    detail = f"longest {hours(longest['longest_stretch_hours'])} by {longest['person']}"
    if not longest["longest_stretch_hours"]:
        detail = "nobody saw sensitive content"
    return float(missed), count(missed, "time"), rate(missed, 0, None, "lower"), detail, len(known)


def _late(known: pd.DataFrame, limits: Exposure) -> _Figure:
    judged = known.dropna(subset="after_cutoff_hours")
    if not limits.exposure_cutoff or not len(judged):
        reason = "the time zone of the regions is not known" if limits.exposure_cutoff else "no cut-off is set"
        return math.nan, NOT_AVAILABLE, "none", reason, None
    total = float(judged["after_cutoff_hours"].sum())
    late = int((judged["after_cutoff_hours"] > 0).sum())
    detail = f"{people_count(late)} of {len(judged):,}"
    return total, hours(total), rate(total, 0, None, "lower"), detail, len(judged)


def _kpis(figures: list[_Figure], limits: Exposure, region: str) -> tuple[Kpi, ...]:
    cap, near = limits.exposure_cap_hours, NEAR_SHARE * limits.exposure_cap_hours
    pause = f"{limits.break_minutes:g} minutes"
    named = (
        (
            "exposure_over_cap", "People over the exposure cap", "target 0",
            f"people with a day above {cap:g} h of sensitive content {_LATELY}",
        ),
        (
            "exposure_max", "Highest exposure of a day", f"target {near:g} h, cap {cap:g} h",
            f"most hours of sensitive content of one person on one day {_LATELY}; overlapping labels count once",
        ),
        (
            "exposure_breaks", "Missed breaks", "target 0",
            f"times that a person saw sensitive content for more than {limits.break_after_hours:g} h without {pause} "
            f"away from it {_LATELY}",
        ),
        (
            "exposure_late", "Exposure after the cut-off",
            f"target 0 h after {limits.exposure_cutoff}" if limits.exposure_cutoff else "no cut-off",
            f"hours of sensitive content from the cut-off to midnight, on the person's clock, {_LATELY}",
        ),
    )  # fmt: skip
    return tuple(
        Kpi(
            key=key,
            pillar="wellness",
            name=name,
            value=value,
            low=math.nan,
            high=math.nan,
            shown=shown,
            rag=rag,
            target=target,
            detail=detail,
            formula=formula,
            direction="lower",
            n=n,
            region=region,
        )
        for (key, name, target, formula), (value, shown, rag, detail, n) in zip(named, figures, strict=True)
    )
