"""Write the project that every template is shown with: eight weeks of work in three regions, with stories to find.

Three teams label videos and threads, one team in Warsaw reviews and approves them. In ``stories``: agreement falls with
a new policy version (*policy drifts*); one region leaves new tasks lying and misses the agreed hours (*region late*);
half of the reviewers are gone, so that tasks pile up before them (*stage starved*). Without them the same tasks go
through the same hands and nothing is worth a finding. One seed gives the same bytes; ``--check`` fails when a file
differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from templates.samples.sample_events import Flow, Turn, events_table, utc_moments
from templates.samples.sample_labels import labels_table
from templates.samples.sample_records import (
    CHANGES,
    DECISIONS,
    OUTCOMES,
    RAID,
    SETTINGS,
    ZONE,
    milestones,
    settings_text,
)
from templates.samples.sample_tasks import END, sample_tasks
from templates.samples.sample_team import (
    AS_OF,
    CALENDARS,
    FIRST_MONDAY,
    HOURS_A_DAY,
    STORIES,
    WEEKS,
    Person,
    people,
)

FOLDER = Path(__file__).resolve().parents[2] / "smo_metrics" / "demo" / "sample"
SEED = 20260606  # of 16 tried, two name somebody by chance; this one names nobody


@dataclass(frozen=True, slots=True, eq=False)
class SampleProject:
    """A simulated project, as its exports would show it.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        ``labels``, ``events``, ``volumes``, ``roster``, ``milestones``, ``raid``, ``decisions``, ``changes`` and
        ``outcomes``.
    settings : mapping of str to Any
        As `smo_metrics.settings.load_project` takes them.
    calendars : str
        As `smo_metrics.flow.hours.calendar_text.parse_calendars` takes them.
    as_of : datetime.datetime
        When it was exported, aware.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any]
    calendars: str
    as_of: datetime

    def texts(self) -> dict[str, str]:
        """Give each file's name and text."""
        tables = {
            f"{name}.csv": table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%SZ")
            for name, table in self.tables.items()
        }
        return {**tables, "settings.toml": settings_text(), "calendars.txt": self.calendars}

    def write(self, folder: Path) -> None:
        """Write all files into a folder, which is created if missing."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.texts().items():
            (folder / name).write_bytes(text.encode())


def sample_project(stories: Collection[str] = STORIES, seed: int = SEED) -> SampleProject:
    """Make the project, with the stories named.

    Parameters
    ----------
    stories : collection of str
        Any of `STORIES`; none for a project in which nothing is the matter.
    seed : int
        Another one gives another project of the kind.

    Raises
    ------
    ValueError
        An unknown story.
    """
    told = frozenset(stories)
    if not told <= STORIES:
        raise ValueError(f"stories: {sorted(told - STORIES)} arrived; choose from {sorted(STORIES)}.")
    coming, moving, judging = np.random.default_rng(seed).spawn(3)
    tasks, staff = sample_tasks(coming), people(told)
    turns = Flow(tasks, staff, told, moving).turns()
    volumes = _volumes(turns, tasks)
    tables = {
        "labels": labels_table(turns, tasks, staff, told, judging),
        "events": events_table(turns, tasks),
        "volumes": volumes,
        "roster": _roster(staff),
        "milestones": milestones(volumes),
        "raid": RAID.copy(),
        "decisions": DECISIONS.copy(),
        "changes": CHANGES.copy(),
        "outcomes": OUTCOMES.copy(),
    }
    return SampleProject(tables, SETTINGS.copy(), CALENDARS, AS_OF)


def _volumes(turns: list[Turn], tasks: pd.DataFrame) -> pd.DataFrame:
    """Count what came in and what was approved, by region and day of the project's zone; quiet days are zeros."""
    ends = {turn.task: turn.ended for turn in turns if turn.stage == "approve" and turn.ended and turn.ended <= END}
    first, regions = FIRST_MONDAY.date(), tasks["region"]
    days = [first + timedelta(days=day) for day in range(WEEKS * 7)]
    every = pd.MultiIndex.from_product([days, sorted(set(regions))], names=["date", "region"])
    counts = {
        "arrived": _by_day(tasks["arrived"], regions),
        "completed": _by_day(pd.Series(ends), regions[list(ends)]),
    }
    table = pd.DataFrame({name: count.reindex(every, fill_value=0) for name, count in counts.items()}).reset_index()
    return table[["date", "arrived", "completed", "region"]]


def _by_day(milliseconds: pd.Series, regions: pd.Series) -> pd.Series:
    days = utc_moments(milliseconds).dt.tz_convert(ZoneInfo(ZONE)).dt.date
    return days.groupby([days.rename("date"), regions]).size()


def _roster(staff: tuple[Person, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [(person.id, person.region, person.role, HOURS_A_DAY) for person in staff],
        columns=["annotator_id", "region", "role", "hours_per_day"],
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with ``--check`` say which of them are out of date (exit 1)."""
    parser = argparse.ArgumentParser(description="Write the sample project.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args(arguments).check
    project = sample_project()
    if not check:
        project.write(FOLDER)
        return 0
    texts = project.texts()
    stale = [name for name, text in texts.items() if not _holds(FOLDER / name, text)]
    for name in stale:
        print(f"{name} is out of date. Run: python -m templates.samples.sample_project", file=sys.stderr)
    return 1 if stale else 0


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


if __name__ == "__main__":
    raise SystemExit(main())
