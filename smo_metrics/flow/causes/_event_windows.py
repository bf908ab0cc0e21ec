"""Whose opening hours hold for which events: one calendar for all, or one for each region or actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._windows import Windows
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]


def event_windows(
    log: EventLog,
    rows: Integers,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None,
    keyed_by: Literal["region", "actor"],
) -> Iterator[tuple[Integers, Windows | None]]:
    """Give the rows that share a calendar, with its windows over the span of the log; None without calendars.

    Raises
    ------
    SettingsError
        A region or actor of these rows has no calendar; the key ``""`` serves rows without one.
    """
    low, high = int(log.enabled.min()), log.as_of
    if not isinstance(calendars, Mapping):
        yield rows, None if calendars is None else calendars.windows(low, high)
        return
    code = getattr(log, keyed_by)[rows]
    named = {int(one): log.names[keyed_by][one] if one >= 0 else "" for one in np.unique(code)}
    lost = [name or f"events without {keyed_by} (key '')" for name in named.values() if name not in calendars]
    if lost:
        raise SettingsError(
            f"calendars: no calendar for {', '.join(lost)} (given: {', '.join(map(repr, calendars)) or 'none'}). "
            f"Add one for each {keyed_by}, or give a single calendar for all."
        )
    by_code = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[by_code], [*named, len(log.names[keyed_by])])
    for name, begin, end in zip(named.values(), bounds[:-1], bounds[1:], strict=True):
        yield rows[by_code[begin:end]], calendars[name].windows(low, high)
