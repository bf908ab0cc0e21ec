"""How fast is alpha beside its peers? Prints ratios of one run; nothing here passes or fails.

Run: pip install -e ".[benchmark]" && python -m tests.benchmarks.agreement_speed

1e6 items x 5 annotators, 30 % missing, 10 categories (3.5 million labels). The limit of each row is a multiple of a
plain pass over the same data: one np.bincount of the label codes, or pandas.factorize of the three text columns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from smo_metrics.agreement import Ratings, krippendorff_alpha

ANNOTATORS, CATEGORIES, MISSING = 5, 10, 0.3


def seconds(work: Callable[[], object], runs: int) -> float:
    """Give the median time of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def sample(items: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes of item, annotator and label, in item order."""
    rng = np.random.default_rng(7)
    truth = rng.choice(CATEGORIES, items, p=np.arange(CATEGORIES, 0, -1) / 55)
    item, annotator = np.nonzero(rng.random((items, ANNOTATORS)) >= MISSING)
    item, annotator = np.ascontiguousarray(item), np.ascontiguousarray(annotator)
    noise = rng.random(len(item)) < 0.2
    return item, annotator, np.where(noise, rng.integers(0, CATEGORIES, len(item)), truth[item])


def alpha_of_codes(item: np.ndarray, annotator: np.ndarray, label: np.ndarray) -> float:
    """Value, error and interval from codes, duplicates checked."""
    result = krippendorff_alpha(Ratings.from_codes(item, annotator, label))
    assert result.interval is not None
    return result.value


def as_text(item: np.ndarray, annotator: np.ndarray, label: np.ndarray) -> pd.DataFrame:
    """Give the labels as an export would: ids and labels as text."""
    return pd.DataFrame(
        {
            "item_id": np.char.add("post-", item.astype(str)).astype(object),
            "annotator_id": np.char.add("annotator-", annotator.astype(str)).astype(object),
            "label": np.array([f"category {c}" for c in range(CATEGORIES)], dtype=object)[label],
        }
    )


def peers(item: np.ndarray, annotator: np.ndarray, label: np.ndarray) -> dict[str, Callable[[], float]]:
    """Give the peers' own calls on the same labels, in the layout that each wants."""
    wide = np.full((item.max() + 1, ANNOTATORS), np.nan)
    wide[item, annotator] = label
    found: dict[str, Callable[[], float]] = {}
    try:
        import krippendorff

        found["krippendorff"] = lambda: krippendorff.alpha(reliability_data=wide.T, level_of_measurement="nominal")
    except ImportError:
        print("krippendorff is not installed: left out")
    try:
        from irrCAC.raw import CAC

        found["irrCAC"] = lambda: CAC(pd.DataFrame(wide)).krippendorff()["est"]["coefficient_value"]
    except ImportError:
        print("irrCAC is not installed: left out")
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    item, annotator, label = sample(options.items)
    shuffle = np.random.default_rng(8).permutation(len(item))
    mixed = item[shuffle], annotator[shuffle], label[shuffle]
    one_pass = seconds(lambda: np.bincount(label), options.runs)
    ordered = seconds(lambda: alpha_of_codes(item, annotator, label), options.runs)
    random = seconds(lambda: alpha_of_codes(*mixed), options.runs)
    frame, fewer = as_text(*mixed), max(3, options.runs // 2)
    factorized = seconds(lambda: [pd.factorize(frame[c].to_numpy()) for c in frame], fewer)
    text = seconds(lambda: krippendorff_alpha(Ratings.from_long(frame)), fewer)
    print(f"{options.items:,} items, {len(item):,} labels; medians of {options.runs} runs")
    print(f"one np.bincount pass {1000 * one_pass:.1f} ms; pandas.factorize of three text columns {factorized:.2f} s\n")
    rows = [
        ("codes in item order", ordered, one_pass, 15),
        ("codes in random order", random, one_pass, 30),
        ("DataFrame of text", text, factorized, 2),
    ]
    print(f"{'alpha with error and interval':32}{'seconds':>10}{'ratio':>8}{'limit':>8}")
    for name, taken, unit, limit in rows:
        print(f"{name:32}{taken:10.3f}{taken / unit:8.1f}{limit:8d}")
    ours, value = rows[0][1], alpha_of_codes(item, annotator, label)
    for name, call in peers(item, annotator, label).items():
        start = time.perf_counter()
        theirs = call()
        taken = time.perf_counter() - start
        beside = f"{taken / ours:.0f}x ours; the values differ by {abs(theirs - value):.0e}"
        print(f"{'peer: ' + name:32}{taken:10.3f}{taken / one_pass:8.0f}       -  {beside}")


if __name__ == "__main__":
    main()
