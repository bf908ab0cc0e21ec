"""The sentences of an exposure review: on top, above each chart, and what a reader must know."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.settings import Exposure
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.basis.wording import count
from smo_metrics.status.wellness._exposure_work import ExposureWork
from smo_metrics.status.wellness._person_words import OVER, hours, people_count
from smo_metrics.status.wellness._trend import Trend

if TYPE_CHECKING:
    import pandas as pd

NOT_ADVICE = (
    "The cap, breaks and cut-off are your organisation's settings, not medical advice; the defaults follow the "
    "Internet Watch Foundation's published practice (2024)."
)
_NAMED = 3


def period(dates: list[date]) -> str:
    """Write the latest days.

    >>> period([date(2026, 3, 2), date(2026, 3, 6)]), period([date(2026, 3, 2)])
    ('the latest 2 days of labelling (02 Mar to 06 Mar 2026)', 'the only day of labelling (02 Mar 2026)')
    """
    if len(dates) == 1:
        return f"the only day of labelling ({dates[0]:%d %b %Y})"
    return f"the latest {len(dates)} days of labelling ({dates[0]:%d %b} to {dates[-1]:%d %b %Y})"


def headlines(
    kpis: tuple[Kpi, ...], people: pd.DataFrame, rotation: pd.DataFrame, dates: list[date], limits: Exposure
) -> tuple[str, str, str]:
    """Three sentences: the cap, breaks and the cut-off, what to do."""
    over, highest, breaks, late = kpis[:4]
    if math.isnan(over.value):
        return (
            f"Hours of sensitive content are not available: {over.detail}.",
            "Breaks and the cut-off cannot be judged without hours.",
            "No rotation can be suggested without hours.",
        )
    rules = [f"{kpi.name.lower()}: {kpi.shown} ({kpi.detail})" for kpi in (breaks, late) if not math.isnan(kpi.value)]
    rest = "; ".join(rules)
    return _cap(over, highest, people, dates, limits), f"{rest[0].upper()}{rest[1:]}.", _act(kpis, rotation)


def _cap(over: Kpi, highest: Kpi, people: pd.DataFrame, dates: list[date], limits: Exposure) -> str:
    what = f"over the cap of {limits.exposure_cap_hours:g} h of sensitive content on {period(dates)}"
    if not over.value:
        known = "nobody" if over.rag == "green" else "nobody is known to have been"
        top = f"the highest was {highest.shown}, {highest.detail}" if highest.value else highest.detail
        return f"{over.mark}: {known} {over.detail} {'was ' if over.rag == 'green' else ''}{what}; {top}."
    who = people[people["status"] == OVER]
    first = zip(who["person"][:_NAMED], who["highest_hours"], who["highest_date"], strict=False)
    named = ", ".join(f"{person} ({hours(most)} on {day:%d %b})" for person, most, day in first)
    more = f" and {len(who) - _NAMED} more" if len(who) > _NAMED else ""
    verb = "was" if over.value == 1 else "were"
    return f"{over.mark}: {over.value:g} {over.detail} {verb} {what}: {named}{more}."


def _act(kpis: tuple[Kpi, ...], rotation: pd.DataFrame) -> str:
    moves = rotation[rotation["to_person"].notna()]
    if len(moves):
        return f"To even it out: {' '.join(moves['suggestion'].head(_NAMED))}"
    if len(rotation):
        return str(rotation["suggestion"].iloc[0])
    if any(kpi.rag in ("amber", "red") for kpi in kpis[:2]):
        return "No rotation is suggested: what lies above the target is less than a quarter of an hour a day."
    return "No rotation is needed: nobody is over or near the cap."


def chart_headlines(people: pd.DataFrame, weeks: pd.DataFrame, trend: Trend) -> dict[str, str]:
    """One sentence above each chart."""
    return {"people": _people(people), "weeks": _weeks(weeks, trend), "breaks": _breaks(weeks)}


def notes(work: ExposureWork, limits: Exposure, timezone: str) -> tuple[str, ...]:
    """Say what a reader must know of zones, tiers, durations and names."""
    said = [NOT_ADVICE]
    if not work.zones.known.all():
        unknown = np.flatnonzero(~work.zones.known)
        regions = sorted({work.regions[person] or "people without a region" for person in unknown})
        said.append(
            f"Days of {', '.join(regions)} are those of {timezone} and the cut-off is not judged there: give each "
            "region its time zone on the sheet Calendars."
        )
    if work.tiers.not_found:
        said.append(f"No label has the tier {', '.join(work.tiers.not_found)} of the setting sensitive_tiers.")
    if work.tiers.not_counted:
        said.append(f"Not counted as sensitive, by the setting sensitive_tiers: {', '.join(work.tiers.not_counted)}.")
    untimed = int((work.sensitive & ~work.timed).sum())
    if untimed:
        said.append(
            f"{count(untimed, 'sensitive label')} of {int(work.sensitive.sum()):,} without a usable duration: hours "
            "are known ones, so the true ones may be higher."
        )
    if work.untimed:
        said.append(f"{count(work.untimed, 'label')} without a time: on no day, so in no figure.")
    if limits.pseudonyms:
        said.append(
            "Codes stand for names, the same every week. Who holds the list of names can work them out; a sheet Roster "
            "is one."
        )
    return tuple(said)


def _people(people: pd.DataFrame) -> str:
    known = people.dropna(subset="highest_hours")
    if not len(known):
        return "Highest day of each person: not available"
    top = known.iloc[int(known["highest_hours"].argmax())]
    over = int((people["status"] == OVER).sum())
    reach = f"{people_count(over)} over the cap" if over else "nobody is over the cap"
    return f"Highest of the latest days: {top['person']} with {hours(top['highest_hours'])}; {reach}"


def _weeks(weeks: pd.DataFrame, trend: Trend) -> str:
    team = weeks[(weeks["region"] == ALL_REGIONS) & weeks["average_hours"].notna()]
    if not len(team):
        return "Hours by week: not available"
    last = team.iloc[-1]
    drift = {
        "rising": f"rising by {trend.slope:.2f} h a week",
        "falling": f"falling by {-trend.slope:.2f} h a week",
    }.get(trend.direction, f"{trend.direction} ({count(trend.weeks, 'week')})")
    return f"Average of {hours(last['average_hours'])} a person and day in the latest week; {drift}"


def _breaks(weeks: pd.DataFrame) -> str:
    team = weeks[(weeks["region"] == ALL_REGIONS) & weeks["missed_breaks"].notna()]
    if not len(team):
        return "Missed breaks by week: not available"
    last, before = team.iloc[-1], team.iloc[:-1][["days_over_cap", "missed_breaks"]].max()
    usual = f"; at most {before.iloc[0]:.0f} and {before.iloc[1]:.0f} in a week before" if len(team) > 1 else ""
    over = count(int(last["days_over_cap"]), "day")
    return f"{over} over the cap and {count(int(last['missed_breaks']), 'missed break')} in the latest week{usual}"
