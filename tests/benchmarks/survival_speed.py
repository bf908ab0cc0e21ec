"""How long does Kaplan-Meier of a million tasks take, beside lifelines and a bare count? Prints ratios; nothing fails.

Run: python -m tests.benchmarks.survival_speed

The bare count is the least that any estimate does: whole durations counted by `numpy.bincount`, any others sorted. It
leaves out checks, errors, intervals and medians. lifelines is timed as its users call it, with its log-log interval;
without it installed its column is empty.
"""

from __future__ import annotations

import argparse

import numpy as np

from smo_metrics.sla.survival.kaplan_meier import kaplan_meier
from tests.benchmarks.processor_time import seconds

AT_LEAST = 5.0
AT = [5.0, 30.0, 60.0]


def tasks(count: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Durations whole, in hours from milliseconds, and with all their digits; one task in five is still open."""
    rng = np.random.default_rng(7)
    hours = rng.exponential(30, count)
    kinds = {"whole hours": np.round(hours), "seconds": np.round(hours * 3600) / 3600, "all digits": hours}
    return kinds, rng.random(count) < 0.8


def bare(durations: np.ndarray, completed: np.ndarray, whole: bool) -> np.ndarray:
    """Survival at each duration, and nothing else."""
    if whole:
        time_of = durations.astype(np.int64)
        events, leaving = np.bincount(time_of[completed], minlength=time_of.max() + 1), np.bincount(time_of)
    else:
        order = np.argsort(durations)
        events, leaving = completed[order], np.ones(len(order))
    at_risk = np.cumsum(leaving[::-1])[::-1]
    return np.cumprod(1 - events / at_risk)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    count = parser.parse_args().tasks
    try:
        from lifelines import KaplanMeierFitter
    except ImportError:
        KaplanMeierFitter = None
    kinds, completed = tasks(count)
    print(f"{count:,} tasks; milliseconds, and multiples of ours; asked of lifelines: {AT_LEAST:g} or more")
    print("durations       ours    bare          lifelines")
    for kind, durations in kinds.items():
        ours = seconds(lambda durations=durations: kaplan_meier(durations, completed))
        least = seconds(lambda durations=durations, kind=kind: bare(durations, completed, kind == "whole hours"))
        line = f"{kind:12}  {1000 * ours:6.1f}  {1000 * least:6.1f} {least / ours:5.2f}x"
        if KaplanMeierFitter:
            peer = seconds(lambda durations=durations: KaplanMeierFitter().fit(durations, completed))
            theirs = KaplanMeierFitter().fit(durations, completed).predict(AT).to_numpy()
            apart = np.abs(theirs - kaplan_meier(durations, completed).at(AT))
            line += f"  {1000 * peer:7.1f} {peer / ours:5.1f}x  survival apart by {apart.max():.0e}"
        print(line)


if __name__ == "__main__":
    main()
