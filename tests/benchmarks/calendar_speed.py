"""How fast are work hours of a million intervals? Prints ratios; nothing here passes or fails.

Run: python -m tests.benchmarks.calendar_speed

Beside the least that numpy can do: given the windows and their prefix sum as int64 arrays, two searchsorted calls and
the look-ups they are for, without time zones, missing values or checks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from smo_metrics.flow.hours.calendar import WorkCalendar

CALENDAR = WorkCalendar("America/New_York", {"mon-fri": ["09:00-12:30", "13:00-18:00"]}, holidays="US")


def seconds(work: Callable[[], object], runs: int) -> float:
    """Give the median time of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def bare(start: np.ndarray, end: np.ndarray, opens: np.ndarray, lengths: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Prefix sum, two searchsorted calls."""
    first = np.searchsorted(opens, start, side="right") - 1
    last = np.searchsorted(opens, end, side="right") - 1
    worked_by_end = before[last] + np.minimum(end - opens[last], lengths[last])
    return worked_by_end - before[first] - np.minimum(start - opens[first], lengths[first])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intervals", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    low = pd.Timestamp("2025-01-06", tz="UTC").value // 1_000_000
    start = low + rng.integers(0, 700 * 86_400_000, options.intervals)
    print(f"Work hours of {options.intervals:,} intervals over two years; limit 2 times the bare look-up")
    for order, place in (("random", np.arange(options.intervals)), ("sorted", np.argsort(start, kind="stable"))):
        begins = start[place]
        ends = begins + rng.integers(0, 10 * 86_400_000, options.intervals)
        windows = CALENDAR.windows(int(begins.min()), int(ends.max()))
        arrays = windows.opens, windows.closes - windows.opens, windows.before
        least = seconds(lambda b=begins, e=ends, a=arrays: bare(b, e, *a), options.runs)
        starts, stops = (pd.to_datetime(moments, unit="ms", utc=True) for moments in (begins, ends))
        ours = seconds(lambda s=starts, e=stops: CALENDAR.work_hours(s, e), options.runs)
        assert np.array_equal(CALENDAR.work_hours(starts, stops), bare(begins, ends, *arrays) / 3_600_000)
        hours = rng.uniform(0, 100, options.intervals)
        due = seconds(lambda s=starts, h=hours: CALENDAR.add_work_hours(s, h), options.runs)
        print(f"{order:8} bare {least:7.4f} s   work_hours {ours:7.4f} s {ours / least:5.2f}x   "
              f"add_work_hours {due:7.4f} s {due / least:5.2f}x")  # fmt: skip
    moment = starts[0].to_pydatetime()
    one = seconds(lambda: [CALENDAR.work_hours(moment, moment) for _ in range(1000)], options.runs)
    print(f"one interval of two datetimes: {1000 * one:.0f} microseconds")


if __name__ == "__main__":
    main()
