"""How fast are a large workbook's tables read and replaced? Prints seconds and peaks; nothing here passes or fails.

Run: python -m tests.benchmarks.refresh_speed

A workbook holds 100,000 labels of 16 columns and 100,000 events of 12, and gets as many new ones. Beside it: copying
the file's parts unpacked and packed again (the least that any change of them costs), and loading and saving it with
openpyxl, which loses what a user made. Each runs in a process of its own. Limit for reading and replacing together:
9 seconds and 700 MB.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter

from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

KEYS = {
    "Labels": ("item_id", "annotator_id", "round", "policy_version"),
    "Events": ("task_id", "stage", "started_at_utc"),
}
STAGES = np.array(["intake", "label", "check", "mend", "export"])


def frames(rows: int, seed: int) -> dict[str, pd.DataFrame]:
    """Labels and events of about the shape that a project's have."""
    rng, number = np.random.default_rng(seed), np.arange(rows)
    times = pd.Series(np.datetime64("2026-01-01", "us") + rng.integers(0, 10**7, rows).astype("timedelta64[s]"))
    people = np.array([f"annotator{i}@example.com" for i in range(40)])
    regions, queues = np.array(["Dublin", "Singapore"]), np.array(["posts", "comments"])
    labels = {
        "item_id": [f"item-{i // 3:07d}" for i in range(rows)],
        "annotator_id": people[(number // 3 + number % 3 * 7) % 40],
        "label": rng.choice(["hate", "spam", "fine", "harassment"], rows),
        "round": 1,
        "policy_version": rng.choice(["v1", "v2"], rows),
        "labelled_at_utc": times,
        "duration_seconds": rng.lognormal(3, 1, rows),
        "project": "demo",
        "queue": rng.choice(queues, rows),
        "region": rng.choice(regions, rows),
        "language": "en",
        "gold_label": pd.Series(np.where(rng.random(rows) < 0.1, "fine", None), dtype=object),
        "exposure": rng.choice(["none", "high"], rows),
        "status": "submitted",
        "counted_label": "fine",
        "unit": number,
    }
    events = {
        "task_id": [f"task-{i // 5:07d}" for i in range(rows)],
        "stage": STAGES[number % 5],
        "enabled_at_utc": times,
        "started_at_utc": times + pd.Timedelta(hours=1),
        "ended_at_utc": times + pd.to_timedelta(rng.integers(3601, 90_000, rows), unit="s"),
        "actor_id": rng.choice(people, rows),
        "region": rng.choice(regions, rows),
        "queue": rng.choice(queues, rows),
        "priority": rng.integers(1, 4, rows),
        "outcome": rng.choice(["done", "rework"], rows),
        "round": 1,
        "note": pd.Series([None] * rows, dtype=object),
    }
    return {"Labels": pd.DataFrame(labels), "Events": pd.DataFrame(events)}


def write(path: Path, rows: int) -> None:
    """Write the workbook that is to be refreshed."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, frame in frames(rows, 1).items():
        held = frame.astype(object).where(frame.notna(), None)
        data = [[v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for v in row] for row in held.to_numpy()]
        columns = [{"header": header} for header in frame.columns]
        area = (3, 0, 3 + len(frame), frame.shape[1] - 1)
        book.add_worksheet(name).add_table(*area, {"name": name, "columns": columns, "data": data})
    book.close()


def read(path: Path, rows: int) -> None:
    """Read both tables."""
    read_tables(path, KEYS)


def replace(path: Path, rows: int) -> None:
    """Replace the rows of both tables."""
    patch(path, Content({name: ManagedTable(frame, KEYS[name]) for name, frame in frames(rows, 2).items()}))


def read_and_replace(path: Path, rows: int) -> None:
    """Do what a refresh does."""
    read(path, rows)
    replace(path, rows)


def copy_parts(path: Path, rows: int) -> None:
    """Unpack and pack every part."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))


def load_and_save(path: Path, rows: int) -> None:
    """Load and save with openpyxl."""
    openpyxl.load_workbook(path).save(path)


def measured(name: str, path: Path, rows: int) -> tuple[float, float]:
    """Give the seconds of processor time and the process's peak in MB, libraries and new rows included."""
    frames(1000, 3)
    start = time.process_time()
    globals()[name](path, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return time.process_time() - start, peak / 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    processes, least = multiprocessing.get_context("spawn"), 0.0
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        with processes.Pool(1) as pool:  # not here: a process is told the peak of the one that started it
            pool.apply(write, (book, rows))
        print(f"{rows:,} labels and {rows:,} events, {book.stat().st_size / 1e6:.1f} MB")
        for name in ("copy_parts", "read", "replace", "read_and_replace", "load_and_save"):
            copy = Path(shutil.copy(book, Path(folder) / f"{name}.xlsx"))
            with processes.Pool(1) as pool:
                seconds, peak = pool.apply(measured, (name, copy, rows))
            least = least or seconds
            print(f"{name:18} {seconds:6.1f} s {seconds / least:6.1f}x {peak:7.0f} MB", flush=True)


if __name__ == "__main__":
    main()
