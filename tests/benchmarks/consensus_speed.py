"""How long does an iteration of Dawid-Skene take beside crowd-kit's? Prints ratios of one run; nothing passes or fails.

Run: pip install -e . crowd-kit && python -m tests.benchmarks.consensus_speed

5 labels an item by 200 annotators, 10 categories, accuracies from 50 to 95 %. An iteration is timed as the difference
of a long and a short run over its further iterations, so that neither side pays for reading the labels.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from smo_metrics.agreement import Ratings
from smo_metrics.quality.consensus import consensus

ANNOTATORS, CATEGORIES, PER_ITEM, LIMIT = 200, 10, 5, 10
METHODS = ("majority", "weighted_majority", "one_coin", "dawid_skene")


def sample(labels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes of item, annotator and label."""
    rng = np.random.default_rng(7)
    items = labels // PER_ITEM
    truth = rng.integers(0, CATEGORIES, items)
    item = np.repeat(np.arange(items), PER_ITEM)
    annotator = ((rng.integers(0, ANNOTATORS, items)[:, None] + 7 * np.arange(PER_ITEM)) % ANNOTATORS).ravel()
    right = rng.random(len(item)) < rng.uniform(0.5, 0.95, ANNOTATORS)[annotator]
    return item, annotator, np.where(right, truth[item], rng.integers(0, CATEGORIES, len(item)))


def seconds(work: Callable[[], object], runs: int) -> float:
    """Give the median time of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def an_iteration(work: Callable[[int], object], few: int, many: int, runs: int) -> float:
    """Give the seconds that each iteration beyond the first few takes."""
    work(few)
    return (seconds(lambda: work(many), runs) - seconds(lambda: work(few), runs)) / (many - few)


def peer(item: np.ndarray, annotator: np.ndarray, label: np.ndarray, runs: int) -> tuple[float, int] | None:
    """Seconds an iteration of crowd-kit, and after how many it stops by its own defaults."""
    try:
        from crowdkit.aggregation import DawidSkene
    except ImportError:
        print("crowd-kit is not installed: left out")
        return None
    rows = pd.DataFrame({"task": item, "worker": annotator, "label": label})
    each = an_iteration(lambda n: DawidSkene(n_iter=n, tol=-np.inf).fit(rows), 1, 5, runs)
    return each, len(DawidSkene().fit(rows).loss_history_)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{'labels':>10}  {'':34}{'seconds':>9}{'ratio':>8}{'limit':>8}")
    for labels in (100_000, 1_000_000):
        item, annotator, label = sample(labels)
        ratings = Ratings.from_codes(item, annotator, label)

        def em(iterations: int, ratings: Ratings = ratings) -> object:
            return consensus(ratings, method="dawid_skene", max_iterations=iterations, tolerance=0)

        ours = an_iteration(em, 1, 11, options.runs)
        print(f"{labels:10,}  {'Dawid-Skene, an iteration':34}{ours:9.4f}")
        theirs = peer(item, annotator, label, options.runs)
        if theirs:
            each, stopped = theirs
            name = f"peer: crowd-kit (stops after {stopped})"
            print(f"{labels:10,}  {name:34}{each:9.4f}{each / ours:8.1f}{LIMIT:8d}")
        for method in METHODS:
            start = time.perf_counter()
            result = consensus(ratings, method=method)
            taken = time.perf_counter() - start
            print(f"{labels:10,}  {f'{method}, {result.iterations} iterations, whole':34}{taken:9.3f}")


if __name__ == "__main__":
    main()
