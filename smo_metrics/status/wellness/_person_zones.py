"""On which clock does a person's day run? The zone of their region, where anybody says which that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._zones import is_zone
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._local_clock import DAY_SECONDS, LocalClock, local_clock
from smo_metrics.flow.hours.calendar import WorkCalendar

IntArray = NDArray[np.int64]
DAY = 1000 * DAY_SECONDS


@dataclass(frozen=True, slots=True, eq=False)
class PersonZones:
    """Each person's wall clock.

    Attributes
    ----------
    names : tuple of str
        Distinct IANA zones.
    clocks : tuple of LocalClock
        One a zone.
    of : ndarray of int64, shape (people,)
        Place of each person's zone in `names`.
    known : ndarray of bool, shape (people,)
        Whether that is the zone of their region, or the project's for want of it.
    """

    names: tuple[str, ...]
    clocks: tuple[LocalClock, ...]
    of: IntArray
    known: NDArray[np.bool_]

    def days(self, person: IntArray, moments: IntArray) -> IntArray:
        """Local day, in days since 1970, of UTC milliseconds."""
        shown = np.empty_like(moments)
        for zone, clock in enumerate(self.clocks):
            here = self.of[person] == zone
            shown[here] = clock.shows(moments[here])
        return shown // DAY

    def moments(self, person: IntArray, day: IntArray, time_of_day: int) -> IntArray:
        """UTC milliseconds at which the clock reaches a time of day, itself in milliseconds since midnight."""
        reached = np.empty_like(day)
        for zone, clock in enumerate(self.clocks):
            here = self.of[person] == zone
            reached[here] = clock.reaches(day[here] * DAY + time_of_day)
        return reached


def person_zones(
    regions: Sequence[str | None], timezone: str, calendars: Calendars, span: tuple[int, int]
) -> PersonZones:
    """Give each person the zone of their region.

    Parameters
    ----------
    regions : sequence of str or None
        Region of each person.
    timezone : str
        The project's zone. It stands for regions whose own is not known; where the team has only one region, or names
        none, it is taken as known.
    calendars : WorkCalendar or mapping of str to WorkCalendar or None
        Only their zones are used: one for all, or one a region. A region that is itself named like a zone needs none.
    span : tuple of int
        First and last moment, in UTC milliseconds, that anybody will ask about.
    """
    one_for_all = calendars.timezone if isinstance(calendars, WorkCalendar) else None
    by_region = {name: one.timezone for name, one in calendars.items()} if isinstance(calendars, Mapping) else {}
    alone = timezone if len(set(regions)) == 1 else None
    own = [
        by_region.get(region or "") or one_for_all or (region if is_zone(region) else None) or alone
        for region in regions
    ]
    zones = [zone or timezone for zone in own]
    names = tuple(sorted(set(zones)))
    place = {name: number for number, name in enumerate(names)}
    first, last = span[0] // DAY - 2, span[1] // DAY + 2
    return PersonZones(
        names,
        tuple(local_clock(name, first, last) for name in names),
        np.array([place[zone] for zone in zones], dtype=np.int64),
        np.array([zone is not None for zone in own], dtype=bool),
    )
