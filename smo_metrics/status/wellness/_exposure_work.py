"""Who looked at what, from when to when? Labels as people, times and tiers; what they cannot tell is counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._moments import to_milliseconds
from smo_metrics.settings import Project
from smo_metrics.status.basis.moment import zoned
from smo_metrics.status.wellness._person_zones import DAY, PersonZones, person_zones
from smo_metrics.status.wellness._tiers import SensitiveTiers, sensitive_tiers

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
HOUR = 3_600_000
LONGEST_LABEL_HOURS = 4
_LONG_QUANTILE = 0.95
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class ExposureWork:
    """Labels that have a time, up to `as_of`, as arrays of one entry a label.

    Attributes
    ----------
    people : tuple of str
    regions : tuple of str or None
        One a person: the roster's, else the first that their labels name.
    zones : PersonZones
    person : ndarray of int64
        Place in `people`.
    low, high : ndarray of int64
        Begin and end, in UTC milliseconds; equal where the duration is not known.
    timed : ndarray of bool
        Whether the duration is known and plausible.
    tier : ndarray of int64
        Place in `tiers.names`; -1 for what is not sensitive.
    tiers : SensitiveTiers
    labels : pandas.DataFrame
        The rows themselves.
    as_of : int
        UTC milliseconds.
    long_hours : float
        What 19 of 20 known durations of sensitive labels do not exceed; NaN where none is known.
    total, untimed, later, implausible : int
        Labels in all; those without a time; those after `as_of`; those that count as without a duration because theirs
        is longer than four hours.
    """

    people: tuple[str, ...]
    regions: tuple[str | None, ...]
    zones: PersonZones
    person: IntArray
    low: IntArray
    high: IntArray
    timed: BoolArray
    tier: IntArray
    tiers: SensitiveTiers
    labels: pd.DataFrame
    as_of: int
    long_hours: float
    total: int
    untimed: int
    later: int
    implausible: int

    @property
    def sensitive(self) -> BoolArray:
        """Whether each label was about sensitive content."""
        return self.tier >= 0

    @property
    def first_partial_day(self) -> date:
        """The earliest date that anybody's calendar shows at `as_of`: days from it on are not over everywhere."""
        shown = [clock.shows(np.array([self.as_of], dtype=np.int64)) // DAY for clock in self.zones.clocks]
        return date.fromordinal(_EPOCH_DAY + int(min(shown)[0]))


def missing_columns(labels: pd.DataFrame) -> str:
    """Say what the labels do not tell, and how to export it; empty where there is enough to begin with."""
    wanted = {
        "exposure": "no label carries a tier of sensitive content; export it as the column exposure",
        "labelled_at": "the labels carry no times; export the time of submission as labelled_at",
        "duration_seconds": "the labels carry no durations; export the seconds spent on each as duration_seconds",
    }
    absent = [words for name, words in wanted.items() if name not in labels or labels[name].isna().all()]
    return "; ".join(absent)


def exposure_work(
    labels: pd.DataFrame,
    project: Project,
    roster: pd.DataFrame | None,
    calendars: Calendars,
    as_of: datetime | None,
) -> ExposureWork:
    """Prepare labels; assumes a column `exposure` with some tier, and some `labelled_at`."""
    import pandas as pd

    moment = _moment(as_of or project.as_of, labels, project.timezone)
    ended = labels["labelled_at"].astype("datetime64[ms, UTC]")
    kept = (ended <= pd.Timestamp(moment, unit="ms", tz="UTC")).to_numpy()
    rows = labels[kept]
    high = to_milliseconds(ended[kept], "labelled_at")
    seconds = _column(rows, "duration_seconds")
    implausible = seconds > 3600 * LONGEST_LABEL_HOURS
    timed = ~(np.isnan(seconds) | implausible)
    tiers = sensitive_tiers(rows["exposure"], project.exposure.sensitive_tiers)
    person, people = pd.factorize(rows["annotator_id"], sort=True)
    low = high - np.where(timed, np.round(1000 * seconds), 0).astype(np.int64)
    regions = _regions(rows, people, roster)
    known = seconds[timed & (tiers.code >= 0)]
    return ExposureWork(
        people=tuple(people),
        regions=regions,
        zones=person_zones(regions, project.timezone, calendars, (int(low.min(initial=moment)), moment)),
        person=person.astype(np.int64),
        low=low,
        high=high,
        timed=timed,
        tier=tiers.code,
        tiers=tiers,
        labels=rows,
        as_of=moment,
        long_hours=float(np.quantile(known, _LONG_QUANTILE)) / 3600 if known.size else math.nan,
        total=len(labels),
        untimed=int(labels["labelled_at"].isna().sum()),
        later=len(labels) - len(rows) - int(labels["labelled_at"].isna().sum()),
        implausible=int(implausible.sum()),
    )


def _moment(as_of: datetime | None, labels: pd.DataFrame, timezone: str) -> int:
    moment = zoned(labels["labelled_at"].max() if as_of is None else as_of, timezone)
    return int(to_milliseconds(moment, "as_of"))


def _column(rows: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return rows[name].to_numpy(dtype=float) if name in rows else np.full(len(rows), math.nan)


def _regions(rows: pd.DataFrame, people: pd.Index[str], roster: pd.DataFrame | None) -> tuple[str | None, ...]:
    import pandas as pd

    region = pd.Series(None, index=people, dtype=object)
    if roster is not None:
        region = roster.set_index("annotator_id")["region"].reindex(people).astype(object)
    if "region" in rows:
        region = region.fillna(rows.groupby("annotator_id")["region"].first())
    return tuple(None if pd.isna(name) else str(name) for name in region)
