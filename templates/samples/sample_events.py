"""How the sample project's tasks move: label, review, adjudicate where disputed, approve; somebody does each.

Label and review stay in a task's region, the leads in Warsaw settle disputes and approve everything. All draws are made
before anything moves, task by task, so that a story changes what it is about and nothing else.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import pandas as pd

from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import parse_calendars
from templates.samples.sample_tasks import END, HOUR, START
from templates.samples.sample_team import (
    CALENDARS,
    LABELLER,
    LATE_REGION,
    LEAD,
    REGION_LATE,
    REVIEWER,
    WARSAW,
    Person,
)

MINUTE = 60_000
STAGES = ("label", "review", "adjudicate", "approve")
MEDIAN_MINUTES, SPREAD = {"label": 40, "review": 52, "adjudicate": 35, "approve": 7}, 0.2
MOST_MINUTES = {"label": 55}  # a longer item is split: nobody looks at one for an hour on end
PAUSE_MINUTES = {"label": 11}  # after each item, by the rules for sensitive content
SENT_BACK, DISPUTED = 0.008, 0.06
LEFT_LYING_HOURS = 14.0  # mean of the work hours for which the late region leaves a new task lying


@dataclass(order=True)
class Turn:
    """One task's turn at one stage; urgent work first, then what could begin first."""

    normal: bool
    enabled: int
    task: int
    visit: int
    stage: str = field(compare=False)
    region: str = field(compare=False)
    person: Person | None = field(compare=False, default=None)
    started: int | None = field(compare=False, default=None)
    ended: int | None = field(compare=False, default=None)
    work: int = field(compare=False, default=0)
    outcome: str = field(compare=False, default="")


@dataclass
class Team:
    """People who share a queue, with their hours; who has been free longest begins next."""

    hours: WorkCalendar
    free: list[Person]
    queue: list[Turn] = field(default_factory=list)

    def after(self, moment: int, work: int) -> int:
        """Give the moment, within hours, by which so much work was done since `moment`."""
        clock = self.hours.windows(START, END)
        return int(clock.at_or_after(clock.worked(np.array([moment])) + work)[0])


class Flow:
    """One run of the project."""

    def __init__(
        self, tasks: pd.DataFrame, staff: tuple[Person, ...], stories: frozenset[str], rng: np.random.Generator
    ) -> None:
        calendars = parse_calendars(CALENDARS)
        self._teams: dict[tuple[str, str], Team] = {}
        for person in staff:
            team = self._teams.setdefault((person.role, person.region), Team(calendars[person.region], []))
            team.free.append(person)
        self._regions, self._urgent = tasks["region"].tolist(), (tasks["priority"] == "urgent").tolist()
        minutes = np.array([[MEDIAN_MINUTES[stage]] for stage in STAGES])
        most = np.array([[MOST_MINUTES.get(stage, np.inf)] for stage in STAGES])
        spread = np.exp(SPREAD * rng.normal(size=(len(tasks), len(STAGES), 2)))
        self._work = _whole_seconds(np.minimum(minutes * spread, most) * MINUTE)
        self._fate = rng.random(len(tasks))
        late = (tasks["region"] == LATE_REGION).to_numpy() & (REGION_LATE in stories)
        self._lying = _whole_seconds(np.where(late, LEFT_LYING_HOURS, 0) * rng.exponential(size=len(tasks)) * HOUR)
        self._moments: list[tuple[int, int, Team, Turn | Person]] = []
        self._number = count()
        self._turns: list[Turn] = []
        for task, arrived in enumerate(tasks["arrived"].tolist()):
            self._enable(task, "label", 0, arrived)

    def turns(self) -> list[Turn]:
        """Run the project until the export and give what had been enabled by then, task by task."""
        while self._moments and self._moments[0][0] < END:
            now, _, team, come = heapq.heappop(self._moments)
            if isinstance(come, Person):
                team.free.append(come)
            else:
                heapq.heappush(team.queue, come)
            while team.queue and team.free:
                self._begin(team, heapq.heappop(team.queue), team.free.pop(0), now)
        return sorted(self._turns, key=lambda turn: (turn.task, turn.enabled))

    def _enable(self, task: int, stage: str, visit: int, moment: int) -> None:
        if moment >= END:
            return
        role = {"label": LABELLER, "review": REVIEWER}.get(stage, LEAD)
        region = self._regions[task] if stage == "label" else WARSAW
        turn = Turn(not self._urgent[task], moment, task, visit, stage, region)
        self._turns.append(turn)
        team = self._teams[role, turn.region]
        lying = int(self._lying[task]) if stage == "label" and not visit else 0
        self._schedule(team.after(moment, lying), team, turn)

    def _begin(self, team: Team, turn: Turn, person: Person, now: int) -> None:
        work = int(self._work[turn.task, STAGES.index(turn.stage), turn.visit])
        turn.person, turn.started, turn.ended, turn.work = person, now, team.after(now, work), work
        self._schedule(team.after(now, work + PAUSE_MINUTES.get(turn.stage, 0) * MINUTE), team, person)
        turn.outcome, following = self._outcome(turn)
        if following:
            self._enable(turn.task, following, turn.visit + (following == "label"), turn.ended)

    def _schedule(self, moment: int, team: Team, come: Turn | Person) -> None:
        heapq.heappush(self._moments, (moment, next(self._number), team, come))

    def _outcome(self, turn: Turn) -> tuple[str, str]:
        """Give how a turn ends, and the stage that follows."""
        fate = self._fate[turn.task]
        if turn.stage == "label":
            return "submitted", "review"
        if turn.stage == "review" and not turn.visit and fate < SENT_BACK:
            return "rejected", "label"
        if turn.stage == "review" and fate > 1 - DISPUTED:
            return "disputed", "adjudicate"
        return "accepted", "" if turn.stage == "approve" else "approve"


def events_table(turns: list[Turn], tasks: pd.DataFrame) -> pd.DataFrame:
    """Give the events as exported: neither an end nor an outcome that were still to come."""
    about = tasks.iloc[[turn.task for turn in turns]].reset_index(drop=True)
    done = [turn.ended is not None and turn.ended <= END for turn in turns]
    ended = [turn.ended if over else None for turn, over in zip(turns, done, strict=True)]
    return pd.DataFrame(
        {
            "task_id": about["task_id"],
            "stage": [turn.stage for turn in turns],
            "actor_id": [turn.person.id if turn.person else "" for turn in turns],
            "region": [turn.region for turn in turns],
            "queue": about["queue"],
            "priority": about["priority"],
            "enabled_at": utc_moments(pd.Series([turn.enabled for turn in turns])),
            "started_at": utc_moments(pd.Series([turn.started for turn in turns])),
            "ended_at": utc_moments(pd.Series(ended)),
            "outcome": [turn.outcome if over else "" for turn, over in zip(turns, done, strict=True)],
        }
    )


def utc_moments(milliseconds: pd.Series) -> pd.Series:
    """Turn milliseconds since 1970, or none, into moments."""
    return pd.to_datetime(milliseconds.astype("Int64"), unit="ms", utc=True)


def _whole_seconds(milliseconds: np.ndarray) -> np.ndarray:
    return np.rint(milliseconds / 1000).astype(np.int64) * 1000
