"""How fast are two annotators, and all pairs of many, beside scikit-learn? Prints ratios; nothing here passes or fails.

Run: pip install -e ".[benchmark]" && python -m tests.benchmarks.pairs_speed

Cohen's kappa of 1e6 items by two annotators, from codes, duplicates checked, in multiples of one np.bincount pass over
the same labels. All pairs of 200 annotators at 1e6 labels, 5 an item, beside a loop of scikit-learn's cohen_kappa_score
over the pairs, on each pair's shared items; the same with 200 labels an item.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from itertools import combinations

import numpy as np

from smo_metrics.agreement import Ratings, cohen_kappa, light_kappa, pairwise_agreement

CATEGORIES, ANNOTATORS = 10, 200
Codes = tuple[np.ndarray, np.ndarray, np.ndarray]


def seconds(work: Callable[[], object], runs: int) -> float:
    """Give the median time of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def sample(items: int, each: int, annotators: int) -> Codes:
    """Codes of item, annotator and label: `each` annotators an item, in item order."""
    rng = np.random.default_rng(7)
    truth = rng.choice(CATEGORIES, (items, 1), p=np.arange(CATEGORIES, 0, -1) / 55)
    label = np.where(rng.random((items, each)) < 0.2, rng.integers(0, CATEGORIES, (items, each)), truth)
    first, step = rng.integers(0, annotators, (items, 1)), annotators // each
    annotator = (first + step * np.arange(each) + rng.integers(0, step, (items, each))) % annotators
    return np.repeat(np.arange(items), each), annotator.ravel(), label.ravel()


def sklearn_loop(item: np.ndarray, annotator: np.ndarray, label: np.ndarray) -> tuple[float, int]:
    """Sum of kappas over all pairs that have one, and their number, by scikit-learn."""
    from sklearn.metrics import cohen_kappa_score

    warnings.simplefilter("ignore")  # kappa is not defined for some pairs: scikit-learn says so for each
    order = np.lexsort((item, annotator))
    cuts = np.searchsorted(annotator[order], np.arange(1, ANNOTATORS))
    own = list(zip(np.split(item[order], cuts), np.split(label[order], cuts), strict=True))
    total, pairs = 0.0, 0
    for (one, mine), (other, theirs) in combinations(own, 2):
        shared, a, b = np.intersect1d(one, other, assume_unique=True, return_indices=True)
        if shared.size:
            value = cohen_kappa_score(mine[a], theirs[b])
            total, pairs = (total, pairs) if np.isnan(value) else (total + value, pairs + 1)
    return total, pairs


def print_cohen(items: int, runs: int) -> None:
    """Print Cohen's kappa in passes over the labels, by the order of the rows."""
    item, annotator, label = sample(items, 2, 2)
    shuffle = np.random.default_rng(8).permutation(len(item))
    by_annotator = np.argsort(annotator, kind="stable")
    one_pass = seconds(lambda: np.bincount(label), runs)
    print(f"Cohen's kappa of {items:,} pairs; one np.bincount pass {1000 * one_pass:.1f} ms, limit 8 passes")
    for name, rows in (("item", slice(None)), ("annotator", by_annotator), ("random", shuffle)):
        codes = item[rows], annotator[rows], label[rows]
        taken = seconds(lambda codes=codes: cohen_kappa(Ratings.from_codes(*codes)), runs)
        print(f"{'codes in ' + name + ' order':32}{taken:10.4f} s{taken / one_pass:8.1f} passes")


def print_pairs(items: int, each: int, runs: int, peer: bool) -> None:
    """Print all pairs beside scikit-learn's loop."""
    codes = sample(items, each, ANNOTATORS)
    ours = seconds(lambda: pairwise_agreement(Ratings.from_codes(*codes)), runs)
    frame = pairwise_agreement(Ratings.from_codes(*codes)).to_frame()
    print(f"\nAll pairs of {ANNOTATORS} annotators, {len(codes[0]):,} labels, {each} an item: {len(frame):,} pairs")
    print(f"{'pairwise_agreement':32}{ours:10.3f} s  (agreement and kappa, both with intervals)")
    print(f"{'light_kappa':32}{seconds(lambda: light_kappa(Ratings.from_codes(*codes)), runs):10.3f} s")
    if peer:
        try:
            start = time.perf_counter()
            total, pairs = sklearn_loop(*codes)
            taken = time.perf_counter() - start
        except ImportError:
            print("scikit-learn is not installed: left out")
            return
        gap = abs(total / pairs - frame["kappa"].mean())
        print(f"{'scikit-learn, a loop (kappa)':32}{taken:10.1f} s{taken / ours:8.0f}x ours; means differ by {gap:.0e}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000, help="items of the two annotators")
    parser.add_argument("--labels", type=int, default=1_000_000, help="labels of the many annotators")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    print_cohen(options.items, options.runs)
    print_pairs(options.labels // 5, 5, options.runs, peer=True)
    print_pairs(options.labels // ANNOTATORS, ANNOTATORS, 1, peer=True)


if __name__ == "__main__":
    main()
