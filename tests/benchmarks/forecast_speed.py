"""How long does a delivery date take, beside the barest draw of past days? Prints ratios; nothing passes or fails.

Run: python -m tests.benchmarks.forecast_speed

The bare version is what a spreadsheet's Monte-Carlo does: any past day for any coming day, a running total, the first
day that reaches what remains. It has no weekdays, no doubt about the level, no holidays and no check of the past.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pandas as pd

from smo_metrics.sla.throughput.daily_history import daily_history
from smo_metrics.sla.throughput.how_many import how_many
from smo_metrics.sla.throughput.planned_capacity import Joiner
from smo_metrics.sla.throughput.probability_by import probability_by
from smo_metrics.sla.throughput.when_done import when_done
from tests.benchmarks.processor_time import seconds

PATHS, DAYS, LIMIT = 10_000, 90, 0.5
WEEK = [40, 44, 42, 38, 30, 3, 0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    made = np.random.default_rng(7)
    days = pd.date_range("2026-01-05", periods=84)
    arrived = made.poisson([25] * 84)
    table = pd.DataFrame({"date": days, "arrived": arrived, "completed": made.poisson(np.tile(WEEK, 12))})
    history = daily_history(table)
    remaining = 60 * sum(WEEK) / 7
    ahead = history.first_day + timedelta(days=history.days)

    def bare() -> object:
        rng = np.random.default_rng(1)
        totals = np.cumsum(rng.choice(history.completed, (PATHS, DAYS)), axis=1)
        return np.quantile((totals >= remaining).argmax(axis=1), (0.5, 0.8, 0.95))

    def seeded() -> np.random.Generator:
        return np.random.default_rng(1)

    joiners = [Joiner(ahead, 0.2, 28)]
    calls: dict[str, Callable[[], object]] = {
        "when_done": lambda: when_done(history, remaining, due=ahead, rng=seeded()),
        "when_done, from a table": lambda: when_done(table, remaining, rng=seeded()),
        "when_done, growth and joiners": lambda: when_done(
            history, remaining, growth=[5, 9, 30], joiners=joiners, rng=seeded()
        ),
        "when_done, arrivals of the history": lambda: when_done(history, 500, arrivals=True, rng=seeded()),
        "when_done, as far as the history reaches": lambda: when_done(history, 40_000, rng=seeded()),
        "when_done, a billion tasks": lambda: when_done(history, 1e9, rng=seeded()),
        "how_many": lambda: how_many(history, DAYS, rng=seeded()),
        "probability_by": lambda: probability_by(history, remaining, DAYS, rng=seeded()),
        "when_done, interchangeable days": lambda: when_done(history, remaining, exchangeable=True),
    }
    bare_time = seconds(bare, options.runs)
    print(f"{PATHS:,} futures of {DAYS} days; least of {options.runs} runs; limit of when_done {LIMIT} s")
    print(f"{'bare draw, running total, first day':40}{bare_time:9.3f} s")
    for name, call in calls.items():
        taken = seconds(call, options.runs)
        print(f"{name:40}{taken:9.3f} s   {taken / bare_time:.1f} of the bare draw")


if __name__ == "__main__":
    main()
