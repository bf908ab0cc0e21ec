"""A plain simulation of people, hours and queues, for logs whose best fix is known beforehand.

It shares no code with the library, so that it can catch the library's mistakes. Times are whole seconds since 1970 UTC.
People take the most urgent work, then the work that was ready first; work pauses when a person's hours close.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

_CLOSE, _OPEN, _FINISH, _READY = range(4)  # what comes first within one second
FIRST_DAY = date(2026, 3, 2)  # a Monday; Dublin's clocks change in the fourth week
_DRAIN_WEEKS = 12


class Job(NamedTuple):
    """One piece of work: `ready` is when it may begin (after a batch or a delay), `barred` who may not do it."""

    task: int
    stage: str
    seconds: float
    enabled: int
    ready: int
    round: int = 1
    barred: set[int] | None = None


@dataclass(frozen=True)
class Team:
    """People with the same stages and hours; `hours` are spells of a local day, `speeds` one number a person."""

    name: str
    stages: tuple[str, ...]
    region: str
    zone: str
    speeds: tuple[float, ...]
    hours: tuple[tuple[float, float], ...] = ((9, 17),)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)

    @property
    def weekly_hours(self) -> float:
        """Hours that the whole team works in a week."""
        return len(self.speeds) * len(self.days) * sum(closes - opens for opens, closes in self.hours)

    def moved_to(self, feeder: Team) -> Team:
        """Begin the day when the feeder's team begins, and work as long as before."""
        shift = feeder.hours[0][0] - self.hours[0][0]
        hours = tuple((opens + shift, closes + shift) for opens, closes in self.hours)
        return replace(self, zone=feeder.zone, hours=hours)

    def spells(self, weeks: int) -> list[tuple[int, int]]:
        """Open times until well after the last arrival."""
        zone, found = ZoneInfo(self.zone), []
        for day in range(7 * (weeks + _DRAIN_WEEKS)):
            midnight = datetime.combine(FIRST_DAY + timedelta(days=day), time())
            if midnight.weekday() in self.days:
                for spell in self.hours:
                    opens, closes = ((midnight + timedelta(hours=hour)).replace(tzinfo=zone) for hour in spell)
                    found.append((int(opens.timestamp()), int(closes.timestamp())))
        return found


@dataclass(frozen=True)
class Extra:
    """One more person: works the hours of team `team`, at speed 1, on one stage only."""

    team: int
    stage: str


@dataclass
class Run:
    """What happened: rows of (task, stage, person, enabled, started, ended), in the order in which work ended."""

    arrivals: np.ndarray
    people: list[tuple[str, str]]
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: list[tuple[int, str, int, int, int, int]] = field(default_factory=list)

    def lead_hours(self) -> np.ndarray:
        """Hours by the clock from each task's arrival to the end of its last work."""
        last = np.zeros(len(self.arrivals), dtype=np.int64)
        np.maximum.at(last, [row[0] for row in self.rows], [row[5] for row in self.rows])
        return (last - self.arrivals) / 3600

    def events(self) -> pd.DataFrame:
        """Give the log as an events table."""
        task, stage, person, *moments = zip(*sorted(self.rows, key=lambda row: row[4:]), strict=True)
        frame = {"task_id": [f"t{number:05d}" for number in task], "stage": stage}
        frame["actor_id"] = [self.people[number][0] for number in person]
        frame["region"] = [self.people[number][1] for number in person]
        frame |= {name: [values[number] for number in task] for name, values in self.columns.items()}
        for name, seconds in zip(("enabled_at", "started_at", "ended_at"), moments, strict=True):
            frame[name] = pd.to_datetime(seconds, unit="s", utc=True)
        return pd.DataFrame(frame)


def run(
    jobs: Iterable[Job],
    arrivals: np.ndarray,
    teams: Sequence[Team],
    extra: Sequence[Extra],
    weeks: int,
    after: Callable[[Job, int], Iterable[Job]],
    *,
    urgent: frozenset[int] = frozenset(),
    columns: dict[str, list[str]] | None = None,
) -> Run:
    """Let the teams do the jobs; `after` says what follows a job that ended at a second."""
    names, stages_of, team_of, speed_of = [], [], [], []
    for number, team in enumerate(teams):
        for place, speed in enumerate(team.speeds, 1):
            names.append((f"{team.name}{place}", team.region))
            stages_of.append(team.stages)
            team_of.append(number)
            speed_of.append(speed)
    for one in extra:
        names.append((f"{teams[one.team].name}_extra", teams[one.team].region))
        stages_of.append((one.stage,))
        team_of.append(one.team)
        speed_of.append(1.0)
    spells = [team.spells(weeks) for team in teams]
    spell_now = [-1] * len(teams)  # which spell is open; -1: none
    idle = dict.fromkeys(range(len(names)))  # the longest idle first
    waiting: dict[str, list[tuple[bool, int, int, Job]]] = defaultdict(list)
    result = Run(arrivals, names, columns or {})
    ticket = count()
    heap: list[tuple[int, int, int, object]] = [(job.ready, _READY, next(ticket), job) for job in jobs]
    for number, opening in enumerate(spells):
        for place, (opens, closes) in enumerate(opening):
            heap.append((opens, _OPEN, next(ticket), (number, place)))
            heap.append((closes, _CLOSE, next(ticket), number))
    heapq.heapify(heap)

    def begin(person: int, job: Job, now: int) -> None:
        own, place = spells[team_of[person]], spell_now[team_of[person]]
        moment, left = now, max(1, round(job.seconds / speed_of[person]))
        while moment + left > own[place][1]:
            left -= own[place][1] - moment
            place += 1
            moment = own[place][0]
        if job.barred is not None:
            job.barred.add(person)
        heapq.heappush(heap, (moment + left, _FINISH, next(ticket), (person, job, now)))

    def offer(job: Job, now: int) -> None:
        for person in idle:
            may = job.stage in stages_of[person] and (job.barred is None or person not in job.barred)
            if may and spell_now[team_of[person]] >= 0:
                del idle[person]
                begin(person, job, now)
                return
        heapq.heappush(waiting[job.stage], (job.task not in urgent, job.ready, next(ticket), job))

    def next_for(person: int) -> Job | None:
        found, passed = None, []
        while queues := [waiting[stage] for stage in stages_of[person] if waiting[stage]]:
            queue = min(queues, key=lambda queue: queue[0])
            entry = heapq.heappop(queue)
            if entry[3].barred is None or person not in entry[3].barred:
                found = entry[3]
                break
            passed.append((queue, entry))
        for queue, entry in passed:
            heapq.heappush(queue, entry)
        return found

    while heap:
        now, kind, _, what = heapq.heappop(heap)
        if kind == _READY:
            offer(what, now)
        elif kind == _FINISH:
            person, job, started = what
            result.rows.append((job.task, job.stage, person, job.enabled, started, now))
            for follower in after(job, now):
                if follower.ready > now:
                    heapq.heappush(heap, (follower.ready, _READY, next(ticket), follower))
                else:
                    offer(follower, now)
            further = next_for(person) if spell_now[team_of[person]] >= 0 else None
            if further is None:
                idle[person] = None
            else:
                begin(person, further, now)
        elif kind == _CLOSE:
            spell_now[what] = -1
        else:
            number, spell_now[what[0]] = what
            for person in [person for person in idle if team_of[person] == number]:
                further = next_for(person)
                if further is not None:
                    del idle[person]
                    begin(person, further, now)
    if any(waiting.values()):
        raise RuntimeError(f"{sum(map(len, waiting.values()))} jobs were never done: the loads are too high")
    return result
