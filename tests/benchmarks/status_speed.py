"""How fast is a large project's status? Prints seconds and peaks; nothing here passes or fails.

Run: python -m tests.benchmarks.status_speed

The sample project, copied until it has 100,000 labels and as many events: tasks of new names in the same weeks, moved
by up to an hour each, of eight teams. Beside reading the two exports, the status without simulation, and each step of
it: reading the cells of both files with the csv module, the least that any pass over the rows costs. Limits: 9 seconds
for the status, 20 seconds and 1 GB together with reading, and with replacing a workbook's rows (refresh_speed).
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from smo_metrics.flow import parse_calendars
from smo_metrics.readers import read
from smo_metrics.settings import load_project
from smo_metrics.status.project.project_status import project_status
from smo_metrics.status.project.project_tables import ProjectTables
from templates.samples.sample_project import sample_project
from templates.samples.sample_team import STORIES

TEAMS = 8
TABLES = {
    "labels": ("item_id", "annotator_id", ("labelled_at",)),
    "events": ("task_id", "actor_id", ("enabled_at", "started_at", "ended_at")),
}


def copied(table: pd.DataFrame, name: str, rows: int) -> pd.DataFrame:
    """Copy a table's tasks until it has the rows."""
    task, person, times = TABLES[name]
    rng, parts = np.random.default_rng(1), []
    codes, tasks = pd.factorize(table[task])
    for number in range(-(-rows // len(table))):
        earlier = pd.to_timedelta(rng.integers(0, 3600, len(tasks))[codes], unit="s")
        people = table[person].where(table[person].isna() | (table[person] == ""), table[person] + f"-{number % TEAMS}")
        moved = {column: table[column] - earlier for column in times}
        parts.append(table.assign(**moved, **{task: table[task] + f"-{number}", person: people}))
    return pd.concat(parts, ignore_index=True)


def write(folder: Path, rows: int) -> tuple[int, int]:
    """Write both exports and the roster, and count their rows."""
    tables = sample_project(STORIES).tables
    large = {name: copied(tables[name], name, rows) for name in TABLES}
    names = tables["roster"]["annotator_id"]
    teams = [tables["roster"].assign(annotator_id=names + f"-{number}") for number in range(TEAMS)]
    for name, table in (large | {"roster": pd.concat(teams)}).items():
        table.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%dT%H:%M:%SZ")
    return len(large["labels"]), len(large["events"])


def plain_pass(folder: Path, step: Callable[[str], None]) -> None:
    """Read the cells of both exports."""
    step("plain pass")
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            list(csv.reader(file))


def status(folder: Path, step: Callable[[str], None]) -> None:
    """Read both exports and give the project's status without simulation."""
    step("starting up")
    sample = sample_project(STORIES)
    project, _ = load_project(sample.settings)
    step("reading the labels")
    labels = read(folder / "labels.csv", table="labels").labels
    step("reading the events")
    events = read(folder / "events.csv", table="events").events
    roster = read(folder / "roster.csv", table="roster").roster
    tables = ProjectTables(
        labels=labels, events=events, volumes=sample.tables["volumes"], roster=roster,
        milestones=sample.tables["milestones"],
    )  # fmt: skip
    project_status(
        tables, project, calendars=parse_calendars(sample.calendars), as_of=sample.as_of,
        rng=np.random.default_rng(1), replications=0, progress=lambda words: step(f"status: {words}"),
    )  # fmt: skip


def measured(name: str, folder: Path) -> tuple[list[tuple[str, float]], float]:
    """Give processor seconds of each step, and the process's peak in MB, libraries included."""
    begun: list[tuple[str, float]] = []
    globals()[name](folder, lambda words: begun.append((words, time.process_time())))
    ends = [moment for _, moment in begun[1:]] + [time.process_time()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return [(words, end - start) for (words, start), end in zip(begun, ends, strict=True)], peak / 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name), []
        with processes.Pool(1) as pool:  # not here: a process is told the peak of the one that started it
            print("{:,} labels and {:,} events".format(*pool.apply(write, (folder, rows))))
        for work in ("plain_pass", "status"):
            with processes.Pool(1) as pool:
                found.append(pool.apply(measured, (work, folder)))
    least = found[0][0][0][1]
    for steps, _ in found:
        for words, seconds in steps:
            print(f"{words:44} {seconds:6.2f} s {seconds / least:6.1f}x")
    whole = sum(seconds for words, seconds in found[1][0] if words.startswith("status"))
    print(f"{'the status':44} {whole:6.2f} s {whole / least:6.1f}x {found[1][1]:7.0f} MB")


if __name__ == "__main__":
    main()
