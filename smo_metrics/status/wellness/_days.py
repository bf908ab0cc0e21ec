"""How many hours of sensitive content did each person see on each day, and when? Rows are touched only here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.settings import Exposure
from smo_metrics.status.wellness._exposure_work import HOUR, ExposureWork
from smo_metrics.status.wellness._worked_time import Spans, cut_at_midnight, merged, without_break

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
DAYS = (
    "person", "region", "timezone", "date", "sensitive_hours", "at_most_hours", "cap_hours", "over_cap",
    "labelled_hours", "sensitive_share", "longest_stretch_hours", "missed_breaks", "after_cutoff_hours",
    "longest_label_hours", "labels", "sensitive_labels", "labels_without_duration",
)  # fmt: skip
TIERS = ("person", "region", "date", "tier", "hours", "labels")
_MINUTE = 60_000
_DAYS, _BEFORE_1970 = 2**20, 2**18


def tier_days(work: ExposureWork) -> pd.DataFrame:
    """Hours and labels by person, day and tier; time at two labels of one tier counts once, of two tiers in each."""
    import pandas as pd

    kinds = max(len(work.tiers.names), 1)
    group = work.person * kinds + work.tier
    used = work.timed & work.sensitive
    spans = merged(group[used], work.low[used], work.high[used])
    _, day, pieces = cut_at_midnight(spans, spans.group // kinds, work.zones)
    at, kind = work.zones.days(work.person, work.high)[work.sensitive], group[work.sensitive]
    keys = np.concatenate([_key(kind, at), _key(pieces.group, day)])
    keys, place = np.unique(keys, return_inverse=True)
    labels = np.bincount(place[: len(at)], minlength=len(keys))
    timed = np.bincount(place[: len(at)], weights=work.timed[work.sensitive], minlength=len(keys))
    hours = np.bincount(place[len(at) :], weights=pieces.high - pieces.low, minlength=len(keys)) / HOUR
    person, tier = np.divmod(keys // _DAYS, kinds)
    return pd.DataFrame(
        {
            "person": np.array(work.people, dtype=object)[person],
            "region": np.array(work.regions, dtype=object)[person],
            "date": _dates(keys),
            "tier": np.array([*work.tiers.names, ""], dtype=object)[tier],
            "hours": np.where((hours > 0) | (timed > 0), hours, math.nan),
            "labels": labels,
        }
    )


def exposure_days(work: ExposureWork, limits: Exposure) -> pd.DataFrame:
    """One row a person and day on which they labelled anything, by person and date.

    Notes
    -----
    `sensitive_hours` is the time in which the person had at least one sensitive label at work: labels that overlap
    count once. `at_most_hours` adds to it, for each label without a duration, what 19 of 20 known ones do not exceed.
    `over_cap` is True when the known hours exceed the cap, False when not even those at most do, else None.
    """
    import pandas as pd

    used = work.timed & work.sensitive
    seen = merged(work.person[used], work.low[used], work.high[used])
    every = merged(work.person[work.timed], work.low[work.timed], work.high[work.timed])
    seen_by, seen_day, seen_pieces = cut_at_midnight(seen, seen.group, work.zones)
    any_by, any_day, any_pieces = cut_at_midnight(every, every.group, work.zones)
    label_key = _key(work.person, work.zones.days(work.person, work.high))
    seen_key, any_key = _key(seen_by, seen_day), _key(any_by, any_day)
    keys = np.unique(np.concatenate([label_key, any_key]))

    def total(key: IntArray, amount: NDArray[np.generic] | None = None) -> FloatArray:
        return np.bincount(np.searchsorted(keys, key), weights=amount, minlength=len(keys)).astype(float)

    def largest(key: IntArray, amount: FloatArray) -> FloatArray:
        most = np.zeros(len(keys))
        np.maximum.at(most, np.searchsorted(keys, key), amount)
        return most

    stretch_by, begin, worked = without_break(seen, round(_MINUTE * limits.break_minutes))
    stretch_key = _key(stretch_by, work.zones.days(stretch_by, begin))
    stretch_hours = worked / HOUR
    label_hours = (work.high - work.low)[used] / HOUR
    late = total(seen_key, _after(work, limits.exposure_cutoff, seen_by, seen_day, seen_pieces)) / HOUR
    judged = work.zones.known[keys // _DAYS] & bool(limits.exposure_cutoff)
    sensitive, untimed = total(label_key, work.sensitive), total(label_key, work.sensitive & ~work.timed)
    all_untimed = total(label_key, ~work.timed)
    hours = total(seen_key, seen_pieces.high - seen_pieces.low) / HOUR
    labelled = total(any_key, any_pieces.high - any_pieces.low) / HOUR
    blind = (sensitive > 0) & (sensitive == untimed) & (hours == 0)
    hours[blind] = math.nan
    at_most = np.nan_to_num(hours) + np.where(untimed > 0, untimed * work.long_hours, 0)
    labelled[(labelled == 0) & (all_untimed > 0)] = math.nan
    person = keys // _DAYS
    known = np.where(blind, math.nan, 1)
    cap = limits.exposure_cap_hours
    return pd.DataFrame(
        {
            "person": np.array(work.people, dtype=object)[person],
            "region": np.array(work.regions, dtype=object)[person],
            "timezone": np.array(work.zones.names, dtype=object)[work.zones.of[person]],
            "date": _dates(keys),
            "sensitive_hours": hours,
            "at_most_hours": at_most,
            "cap_hours": cap,
            "over_cap": _over(hours, at_most, cap),
            "labelled_hours": labelled,
            "sensitive_share": np.divide(hours, labelled, out=np.full(len(keys), math.nan), where=labelled > 0),
            "longest_stretch_hours": known * largest(stretch_key, stretch_hours),
            "missed_breaks": known * total(stretch_key, stretch_hours > limits.break_after_hours),
            "after_cutoff_hours": known * np.where(judged, late, math.nan),
            "longest_label_hours": known * largest(label_key[used], label_hours),
            "labels": total(label_key).astype(int),
            "sensitive_labels": sensitive.astype(int),
            "labels_without_duration": untimed.astype(int),
        }
    )


def _key(person: IntArray, day: IntArray) -> IntArray:
    return person * _DAYS + day + _BEFORE_1970


def _dates(key: IntArray) -> NDArray[np.object_]:
    return (key % _DAYS - _BEFORE_1970).astype("M8[D]").astype(object)


def _after(work: ExposureWork, cutoff: str, person: IntArray, day: IntArray, pieces: Spans) -> IntArray:
    """Milliseconds of each piece from the cut-off to midnight; 0 without a cut-off."""
    hour, minute = map(int, (cutoff or "24:00").split(":"))
    since = work.zones.moments(person, day, hour * HOUR + minute * _MINUTE)
    return np.maximum(pieces.high - np.maximum(pieces.low, since), 0)


def _over(hours: FloatArray, at_most: FloatArray, cap: float) -> NDArray[np.object_]:
    over = np.full(len(hours), None, dtype=object)
    over[at_most <= cap] = False
    over[hours > cap] = True
    return over
