"""Which reading of a log is the right one? The one whose replay gives back best when work began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._changed_hours import ChangedHours, shared_hours
from smo_metrics.flow.simulation._pools import People
from smo_metrics.flow.simulation._reading import Reading, read_log
from smo_metrics.flow.simulation._steps import Steps
from smo_metrics.flow.simulation.network import Hours, Rule

_AS_GOOD, _CLEARLY = 1.01, 0.95
_FITS = 0.05  # of the mean lead time
_WITHIN = 0.95
_ALWAYS = 0.99  # of all time
_EARLIER_CLOSES = (-900_000, -1_800_000, -2_700_000)
_FEW_POOLS = 12
_WEEKS = 4 * 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class _Choice:
    hours: tuple[Hours, ...]
    rule: Rule = "fifo"
    without_batches: frozenset[str] = frozenset()
    pauses_are_work: bool = False

    def with_hours(self, pool: int, hours: Hours) -> _Choice:
        return replace(self, hours=(*self.hours[:pool], hours, *self.hours[pool + 1 :]))


def best_reading(
    log: EventLog,
    steps: Steps,
    pools: Sequence[People],
    hours: Sequence[WorkCalendar],
    observed: float,
    *,
    hours_are_known: bool,
) -> Reading:
    """Try the readings that a log allows, one feature after the other.

    Short pauses between two pieces of work may belong to it. Priorities may or may not be kept. Hours in which nobody
    had anything to do look closed; the longer hours of others say that they need not be. Who finishes their last task
    after hours makes the day look longer. Work that waits for other reasons can look as if it waited for a batch.

    Parameters
    ----------
    log, steps, pools
        As in `read_log`.
    hours : sequence of WorkCalendar
        The hours of each pool.
    observed : float
        Mean lead time of the log's finished tasks, ms.
    hours_are_known : bool
        Hours that were given are not changed.
    """
    search = _Search(log, steps, pools, _Choice(tuple(hours)))
    search.keep(replace(search.choice, pauses_are_work=True))
    if len(set(log.priority.tolist())) > 1:
        search.keep(replace(search.choice, rule="priority"))
    low = int(log.enabled.min())
    for pool in range(len(pools)) if not hours_are_known else ():
        for longer in _around(search.choice.hours[pool], search.choice.hours, low):
            if search.keep(search.choice.with_hours(pool, longer), _AS_GOOD):
                break
    for pool in range(len(pools)) if not hours_are_known and len(pools) <= _FEW_POOLS else ():
        for close in _EARLIER_CLOSES if not search.fits(observed) else ():
            search.keep(search.choice.with_hours(pool, ChangedHours(hours[pool], 0, close)), _CLEARLY)
    for stage in search.best.network.batches:
        if not search.fits(observed):
            search.keep(replace(search.choice, without_batches=search.choice.without_batches | {stage}))
    return search.best


class _Search:
    """The best reading so far, and the choice that it comes from."""

    def __init__(self, log: EventLog, steps: Steps, pools: Sequence[People], choice: _Choice) -> None:
        self.log, self.steps, self.pools = log, steps, pools
        self.choice, self.best = choice, self._read(choice)

    def keep(self, other: _Choice, limit: float = 1.0) -> bool:
        """Take another choice if its error is below `limit` times the best one; equal is enough where that is above."""
        reading = self._read(other)
        better = reading.error < limit * self.best.error or (limit > 1 and reading.error == self.best.error)
        if better:
            self.choice, self.best = other, reading
        return better

    def fits(self, observed: float) -> bool:
        return bool(abs(self.best.replay.lead.mean() / observed - 1) <= _FITS)

    def _read(self, choice: _Choice) -> Reading:
        return read_log(
            self.log, self.steps, self.pools, choice.hours, rule=choice.rule,
            without_batches=choice.without_batches, pauses_are_work=choice.pauses_are_work,
        )  # fmt: skip


def _around(own: Hours, others: Sequence[Hours], low: int) -> list[Hours]:
    """List hours that hold nearly all of a pool's own and more, the longest first; not those of the whole week."""
    length = shared_hours(own, own, low)
    around = [other for other in others if shared_hours(own, other, low) >= _WITHIN * length]
    longer = {other: shared_hours(other, other, low) for other in around}
    fitting = [other for other, time in longer.items() if length < time < _ALWAYS * _WEEKS]
    return sorted(fitting, key=lambda other: -longer[other])
