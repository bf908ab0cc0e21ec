"""When was each person, and each stage as a whole, at work without a break?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._running_maximum import running_maximum

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
AWAY = 4 * 3_600_000  # a longer break than lunch: the actor has left for the day


@dataclass(frozen=True, slots=True, eq=False)
class ActivePeriods:
    """Stretches of uninterrupted work, by station and start; those of one station neither overlap nor touch.

    Attributes
    ----------
    station, begins, ends : ndarray of int64, shape (periods,)
        Code; milliseconds, ``begins < ends``.
    """

    station: Integers
    begins: Integers
    ends: Integers


def joined(station: Integers, begins: Integers, ends: Integers, gap: int = 0) -> ActivePeriods:
    """Join stretches of one station that overlap, touch or lie at most `gap` milliseconds apart."""
    order = np.lexsort((ends, begins, station))
    station, begins, ends = station[order], begins[order], ends[order]
    if not len(order):
        return ActivePeriods(station, begins, ends)
    latest = running_maximum(station, ends)
    new = np.append(True, (np.diff(station) != 0) | (begins[1:] - latest[:-1] > gap))[: len(order)]
    first = np.flatnonzero(new)
    return ActivePeriods(station[first], begins[first], np.maximum.reduceat(ends, first))


def stage_periods(busy: ActivePeriods, actor: Integers, stage: Integers, started: Integers) -> ActivePeriods:
    """Tell when everybody who works at a stage was busy.

    Parameters
    ----------
    busy : ActivePeriods
        Of actors.
    actor, stage, started : ndarray of int64, shape (events,)
        Codes and milliseconds; every event lies in a busy period of its actor.

    Returns
    -------
    ActivePeriods
        Of stages. An actor is there from the begin of the first to the end of the last busy period between two breaks
        of more than 4 hours, and counts at each stage of which there is an event in that time; busy is busy, be it
        with work of another stage.
    """
    if not len(busy.station):
        return busy
    spells = joined(busy.station, busy.begins, busy.ends, AWAY)
    low = int(busy.begins.min())
    span = int(busy.ends.max()) - low + 1
    spell_keys = spells.station * span + (spells.begins - low)
    spell = np.searchsorted(spell_keys, actor * span + (started - low), side="right") - 1
    pairs = np.unique(stage * len(spell_keys) + spell)
    pair_stage, pair_spell = pairs // len(spell_keys), pairs % len(spell_keys)
    first = np.searchsorted(busy.station * span + (busy.begins - low), spell_keys)
    count = np.diff(np.append(first, len(busy.begins)))[pair_spell]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    period = np.repeat(first[pair_spell], count) + offset
    period_stage = np.repeat(pair_stage, count)
    key = np.concatenate([pair_stage, pair_stage, period_stage, period_stage]) * span
    moments = (spells.begins[pair_spell], spells.ends[pair_spell], busy.begins[period], busy.ends[period])
    key += np.concatenate(moments) - low
    ones, many = np.ones(len(pairs), dtype=np.int64), np.ones(len(period), dtype=np.int64)
    order = np.argsort(key, kind="stable")
    key = key[order]
    present = np.cumsum(np.concatenate([ones, -ones, 0 * many, 0 * many])[order])
    idle = np.cumsum(np.concatenate([ones, -ones, -many, many])[order])
    last = np.flatnonzero(np.diff(key, append=-1))
    key, active = key[last], ((present > 0) & (idle == 0))[last]
    rows = np.flatnonzero(active)
    at = key // span
    return joined(at[rows], key[rows] % span + low, key[rows + 1] % span + low)
