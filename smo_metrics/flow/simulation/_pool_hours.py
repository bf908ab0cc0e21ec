"""Which hours does each pool of people keep? Those that the user gave, else those that the log shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._group_hours import GroupHours, hours_of_groups
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._pools import People

ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})


def pool_name(log: EventLog, pool: People) -> str:
    """Name a pool by its stages and region, and by its hours where others there keep different ones."""
    stages = " and ".join(log.names["stage"][stage] for stage in pool.stages)
    place = stages if pool.region < 0 else f"{stages} in {log.names['region'][pool.region]}"
    return f"{place} ({pool.hours})" if pool.hours else place


def given_hours(
    log: EventLog, pools: Sequence[People], calendars: WorkCalendar | Mapping[str, WorkCalendar]
) -> list[WorkCalendar]:
    """Find each pool's calendar under its region, else under a stage of its, else under the empty name.

    Where regions have stages of their own, ``review in Dublin`` is also found under ``review``.

    Raises
    ------
    SettingsError
        A pool without a calendar.
    """
    if isinstance(calendars, WorkCalendar):
        return [calendars] * len(pools)
    found = []
    for pool in pools:
        keys = [log.names["region"][pool.region]] if pool.region >= 0 else []
        stages = [log.names["stage"][stage] for stage in pool.stages]
        keys += dict.fromkeys([*stages, *(stage.removesuffix(f" in {region}") for region in keys for stage in stages)])
        key = next((key for key in [*keys, ""] if key in calendars), None)
        if key is None:
            raise SettingsError(
                f"calendars: none for {' or '.join(keys)} (given: {', '.join(calendars) or 'none'}). "
                "Add one, or give a single calendar for all."
            )
        found.append(calendars[key])
    return found


def discovered_hours(
    log: EventLog, pools: Sequence[People], timezone: str | Mapping[str, str]
) -> tuple[list[WorkCalendar], list[str]]:
    """Infer each pool's hours in the zone of its region, and say what is unsure about them.

    A pool with too little work to tell keeps the hours of the largest one with a stage of its, those of its region
    first; without any it is always open.
    """
    names = [pool_name(log, pool) for pool in pools]
    zones = dict(zip(names, zones_of(log, pools, timezone), strict=True))
    rows = dict.fromkeys(names, np.empty(0, np.int64))
    for name, pool in zip(names, pools, strict=True):
        rows[name] = np.concatenate([rows[name], pool.rows])
    found = {hours.group: hours for hours in hours_of_groups(log, rows, zones)}
    doubts = [sentence for hours in found.values() for sentence in hours.sentences]
    known = [(pool, found[name]) for name, pool in zip(names, pools, strict=True) if found[name].calendar is not None]
    hours = []
    for name, pool in zip(names, pools, strict=True):
        own, like = found[name].calendar, _of_same_stage(pool, known)
        hours.append(own or (like and like.calendar) or ALWAYS)
        if own is None:
            doubts.append(f"{name} is taken to {f'keep the hours of {like.group}' if like else 'be always open'}.")
    return hours, doubts


def _of_same_stage(pool: People, known: Sequence[tuple[People, GroupHours]]) -> GroupHours | None:
    """Give the hours of the largest pool with a stage in common, in the same region if there is one."""
    alike = [(other, hours) for other, hours in known if set(other.stages) & set(pool.stages)]
    best = max(alike, key=lambda one: (one[0].region == pool.region, len(one[0].rows)), default=None)
    return best and best[1]


def usual_zone(log: EventLog, timezone: str | Mapping[str, str]) -> str:
    """Give the zone of the region with most events: its dates are the project's days."""
    return _zone(log, int(np.bincount(log.region + 1).argmax()) - 1, timezone)


def zones_of(log: EventLog, pools: Sequence[People], timezone: str | Mapping[str, str]) -> list[str]:
    """Give the zone of each pool's region.

    Raises
    ------
    SettingsError
        A region has none, or one is no time zone.
    """
    return [_zone(log, pool.region, timezone) for pool in pools]


def _zone(log: EventLog, region: int, timezone: str | Mapping[str, str]) -> str:
    where = log.names["region"][region] if region >= 0 else ""
    if not isinstance(timezone, str) and where not in timezone:
        raise SettingsError(
            f"timezone: none for {where}; add {where}=Region/City."
            if where
            else "timezone: none for work without a region; fill the region, or give one zone for all."
        )
    zone = timezone if isinstance(timezone, str) else timezone[where]
    if not is_zone(zone):
        raise SettingsError(f"timezone: {zone!r} for {where or 'all'} is no time zone; write one like Asia/Singapore.")
    return zone
