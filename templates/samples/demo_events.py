"""Write the events that `smo-metrics demo` puts beside its export: how tasks of the same project moved through it.

Two regional teams label long videos and threads, a reviewer in each team looks at everything, an adjudicator settles
what is in dispute. Label and adjudicate have time to spare; the reviewers are busy all day, so that tasks pile up
before them: one more reviewer is the fix that `smo-metrics flow` has to find. One seed gives the same bytes; `--check`
fails when they differ.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import io
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from smo_metrics.flow.hours.calendar import WorkCalendar
from templates.samples.demo_export import ANNOTATORS, REVIEWER, Person

FILE = Path(__file__).resolve().parents[2] / "smo_metrics" / "demo" / "events.csv"
SEED = 20260413
FIRST_MONDAY, WEEKS = datetime(2026, 4, 13, tzinfo=UTC), 6
EXPORTED_AT = datetime(2026, 5, 22, 9, 30, tzinfo=UTC)
TASKS_A_DAY = 17
ARRIVAL_HOURS = (1, 16)  # UTC, Monday to Friday
SECOND_REVIEWER = Person(33, "Orla", "Keane", "Dublin", "Europe/Dublin", role="reviewer")
ADJUDICATOR = Person(32, "Cian", "Doyle", "Dublin", "Europe/Dublin", role="adjudicator")
STAFF = {"label": ANNOTATORS, "review": (REVIEWER, SECOND_REVIEWER), "adjudicate": (ADJUDICATOR,)}
MEDIAN_MINUTES, SPREAD = {"label": 80, "review": 46, "adjudicate": 45}, 0.35
SENT_BACK, DISPUTED = 0.08, 0.28
URGENT, VIDEO, VIDEO_TAKES = 0.15, 0.35, 1.3
HEADER = (
    "task_id", "stage", "actor_id", "region", "queue", "priority", "enabled_at", "started_at", "ended_at", "outcome",
)  # fmt: skip


@dataclass(order=True)
class Work:
    """One task's turn at one stage; urgent work sorts first, then what could begin first."""

    normal: bool
    enabled: datetime
    task: int
    stage: str = field(compare=False)
    queue: str = field(compare=False)
    again: bool = field(compare=False, default=False)
    actor: Person | None = field(compare=False, default=None)
    started: datetime | None = field(compare=False, default=None)
    ended: datetime | None = field(compare=False, default=None)
    outcome: str = field(compare=False, default="")

    def row(self) -> tuple[str, ...]:
        """Give what the export showed of it: neither an end nor an outcome that were still to come."""
        done = self.ended is not None and self.ended <= EXPORTED_AT
        who = ("", "") if self.actor is None else (self.actor.email, self.actor.region)
        priority = "normal" if self.normal else "urgent"
        times = (_utc(self.enabled), _utc(self.started), _utc(self.ended if done else None))
        return f"T{self.task:04d}", self.stage, *who, self.queue, priority, *times, self.outcome if done else ""


class DemoEvents:
    """One run of the project: draws from one seeded stream, moment by moment."""

    def __init__(self, seed: int = SEED) -> None:
        self._rng = np.random.default_rng(seed)
        self._hours = {
            zone: WorkCalendar(zone, {"mon-fri": ["09:00-17:30"]})
            for zone in {person.zone for staff in STAFF.values() for person in staff}
        }
        self._queues: dict[str, list[Work]] = {stage: [] for stage in STAFF}
        self._free = {person.id: FIRST_MONDAY for staff in STAFF.values() for person in staff}
        self._moments: list[datetime] = []
        self._done: list[Work] = []
        self._taken: list[Work] = []

    def rows(self) -> list[tuple[str, ...]]:
        """Run the project until the export and give its events, each with what was known then."""
        arriving = self._arrivals()
        opening = [FIRST_MONDAY + timedelta(minutes=15 * quarter) for quarter in range(WEEKS * 7 * 96)]
        self._moments = sorted([*opening, *(work.enabled for work in arriving)])
        while self._moments and (now := heapq.heappop(self._moments)) <= EXPORTED_AT:
            while arriving and arriving[0].enabled <= now:
                self._wait(arriving.pop(0))
            for work in [work for work in self._done if work.ended is not None and work.ended <= now]:
                self._done.remove(work)
                self._leave(work)
            for stage, staff in STAFF.items():
                for person in sorted(staff, key=lambda one: self._free[one.id]):
                    if self._queues[stage] and self._free[person.id] <= now and self._at_work(person, now):
                        self._begin(heapq.heappop(self._queues[stage]), person, now)
        waiting = [work for queue in self._queues.values() for work in queue]
        return [work.row() for work in sorted([*self._taken, *waiting], key=lambda w: (w.task, w.enabled))]

    def _arrivals(self) -> list[Work]:
        first, last = (hour * 3600 for hour in ARRIVAL_HOURS)
        days = [FIRST_MONDAY + timedelta(weeks=week, days=day) for week in range(WEEKS) for day in range(5)]
        moments = [
            day + timedelta(seconds=int(second))
            for day in days
            for second in np.sort(self._rng.integers(first, last, TASKS_A_DAY))
        ]
        return [
            Work(not self._chance(URGENT), moment, number, "label", "video" if self._chance(VIDEO) else "comments")
            for number, moment in enumerate((moment for moment in moments if moment < EXPORTED_AT), start=1)
        ]

    def _wait(self, work: Work) -> None:
        heapq.heappush(self._queues[work.stage], work)

    def _at_work(self, person: Person, now: datetime) -> bool:
        return self._hours[person.zone].work_hours(now, now + timedelta(seconds=1)) > 0

    def _begin(self, work: Work, person: Person, now: datetime) -> None:
        minutes = MEDIAN_MINUTES[work.stage] * (VIDEO_TAKES if work.queue == "video" else 1)
        seconds = round(60 * minutes * float(self._rng.lognormal(0, SPREAD)))
        work.actor, work.started = person, now
        work.ended = self._hours[person.zone].add_work_hours(now, seconds / 3600).to_pydatetime()
        work.outcome = self._outcome(work)
        self._free[person.id] = work.ended
        self._taken.append(work)
        self._done.append(work)
        heapq.heappush(self._moments, work.ended)

    def _outcome(self, work: Work) -> str:
        if work.stage != "review":
            return "labelled" if work.stage == "label" else "settled"
        if not work.again and self._chance(SENT_BACK):
            return "sent back"
        return "disputed" if self._chance(DISPUTED) else "accepted"

    def _leave(self, work: Work) -> None:
        after = {"labelled": "review", "sent back": "label", "disputed": "adjudicate"}.get(work.outcome)
        if after and work.ended is not None:
            again = work.again or work.outcome == "sent back"
            self._wait(Work(work.normal, work.ended, work.task, after, work.queue, again))

    def _chance(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)


def events_text(seed: int = SEED) -> str:
    """Give the events as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *DemoEvents(seed).rows()])
    return text.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or with ``--check`` say whether it is out of date (exit 1)."""
    parser = argparse.ArgumentParser(description="Write the demo's events.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is out of date")
    check = parser.parse_args(arguments).check
    new = events_text().encode()
    stale = not FILE.is_file() or FILE.read_bytes() != new
    if stale and check:
        print(f"{FILE.name} is out of date. Run: python -m templates.samples.demo_events", file=sys.stderr)
    elif stale:
        FILE.write_bytes(new)
    return 1 if check and stale else 0


def _utc(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    raise SystemExit(main())
