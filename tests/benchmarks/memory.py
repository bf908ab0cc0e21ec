"""How much memory do coefficients need? Prints peaks above the input; nothing here passes or fails.

Run: python -m tests.benchmarks.memory

Each case runs in a process of its own, once under tracemalloc (the peak of what was allocated on top of the input)
and once without (how far the process grew beyond the input, and the time). Limits: 100 MB above the input for the
interval level on a million distinct numbers; three times the coded input, itself included, for any coefficient on the
ten million labels of the other cases.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from smo_metrics.agreement import (
    Ratings,
    annotator_agreement,
    category_agreement,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    light_kappa,
    pairwise_agreement,
)
from smo_metrics.quality import consensus

MEGABYTE = 1e6
Case = tuple[Callable[[], float], int]


def measurements(items: int) -> np.ndarray:
    """Two readings of each item, all of them distinct numbers."""
    rng = np.random.default_rng(3)
    truth = rng.lognormal(size=(items, 1))
    return truth * rng.lognormal(sigma=0.3, size=(items, 2))


def wide(level: str) -> Case:
    """Alpha of half a million items x 2 as a block of floats."""
    block = measurements(500_000)
    return lambda: krippendorff_alpha(Ratings.from_wide(block), level=level).value, block.nbytes


def long(level: str) -> Case:
    """Alpha of a million rows of whole-number ids and float labels."""
    block = measurements(500_000)
    item, annotator = np.divmod(np.arange(block.size), 2)
    table = pd.DataFrame({"item_id": item, "annotator_id": annotator, "label": block.ravel()})
    size = int(table.memory_usage(index=False).sum())
    return lambda: krippendorff_alpha(Ratings.from_long(table), level=level).value, size


def codes(coefficient: Callable[[Ratings], object], categories: int, annotators: int = 5, known: float = 0.8) -> Case:
    """Take any coefficient of 1e7 integer codes; labels are right with probability `known`, else random."""
    rng, labels = np.random.default_rng(7), 10**7
    item, annotator = np.divmod(np.arange(labels), annotators)
    truth = rng.integers(0, categories, labels // annotators)
    label = np.where(rng.random(labels) < known, truth[item], rng.integers(0, categories, labels))
    size = item.nbytes + annotator.nbytes + label.nbytes
    return lambda: float(coefficient(Ratings.from_codes(item, annotator, label)) is None), size


def alpha(level: str) -> Callable[[Ratings], object]:
    """Give alpha at a level."""
    return partial(krippendorff_alpha, level=level)


CASES: dict[str, Callable[[], Case]] = {
    "1e6 distinct floats, wide, interval": lambda: wide("interval"),
    "1e6 distinct floats, wide, ordinal": lambda: wide("ordinal"),
    "1e6 distinct floats, wide, ratio": lambda: wide("ratio"),
    "1e6 distinct floats, long, interval": lambda: long("interval"),
    "alpha nominal, 5 categories": lambda: codes(alpha("nominal"), 5),
    "alpha nominal, 20 categories": lambda: codes(alpha("nominal"), 20),
    "alpha nominal, 30 categories, all random": lambda: codes(alpha("nominal"), 30, known=0),
    "alpha nominal, 40 categories, all random": lambda: codes(alpha("nominal"), 40, known=0),
    "alpha ratio, 20 categories": lambda: codes(alpha("ratio"), 20),
    "alpha interval, 1000 categories": lambda: codes(alpha("interval"), 1000),
    "AC2 linear, 20 categories": lambda: codes(partial(gwet_ac, weights="linear"), 20),
    "Fleiss' kappa, 30 categories, all random": lambda: codes(fleiss_kappa, 30, known=0),
    "Conger's kappa, 20 categories": lambda: codes(conger_kappa, 20),
    "Cohen's kappa, 20 categories": lambda: codes(cohen_kappa, 20, annotators=2),
    "Light's kappa, 20 categories": lambda: codes(light_kappa, 20),
    "all pairs, 20 categories": lambda: codes(pairwise_agreement, 20),
    "each annotator, 20 categories": lambda: codes(annotator_agreement, 20),
    "each category, 20 categories": lambda: codes(category_agreement, 20),
    "ICC(2,1), 20 categories": lambda: codes(intraclass_correlation, 20),
    "consensus by majority, 20 categories": lambda: codes(consensus, 20),
}


def peak_bytes() -> int:
    """Largest size that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def allocated(name: str) -> tuple[float, float]:
    """Peak of traced allocations above the input, and the input, in bytes."""
    run, size = CASES[name]()
    krippendorff_alpha(Ratings.from_wide([[1, 2], [2, 2]]), level="interval")
    tracemalloc.start()
    run()
    return float(tracemalloc.get_traced_memory()[1]), float(size)


def grown(name: str) -> tuple[float, float]:
    """Growth of the process beyond what making the input took, in bytes, and seconds."""
    run, _ = CASES[name]()
    krippendorff_alpha(Ratings.from_wide([[1, 2], [2, 2]]), level="interval")
    before, start = peak_bytes(), time.perf_counter()
    run()
    return float(peak_bytes() - before), time.perf_counter() - start


def main() -> None:
    """Print a line a case."""
    processes = multiprocessing.get_context("spawn")
    print(f"{'case':42} {'input MB':>9} {'peak above':>11} {'in all / input':>15} {'process grew':>13} {'seconds':>8}")
    for name in CASES:
        with processes.Pool(1) as pool:
            peak, size = pool.apply(allocated, (name,))
        with processes.Pool(1) as pool:
            growth, seconds = pool.apply(grown, (name,))
        print(
            f"{name:42} {size / MEGABYTE:9.0f} {peak / MEGABYTE:11.0f} {1 + peak / size:15.1f} "
            f"{growth / MEGABYTE:13.0f} {seconds:8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
