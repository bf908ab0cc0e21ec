"""What does a 1,000-fold bootstrap cost beside one pass over the labels? Prints ratios; nothing here passes or fails.

Run: python -m tests.benchmarks.bootstrap_speed [--items 1000000]

Labels are those of agreement_speed: 5 annotators, 30 % missing, 10 categories. The limit is 150 np.bincount passes over
the label codes for a percentile interval; the reduction of the labels to count patterns is counted in. BCa adds the
jackknife's acceleration, and Cohen's kappa, which needs labels one by one, is shown at a hundredth of the items.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from smo_metrics.agreement import (
    AgreementResult,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from smo_metrics.agreement.resampling import bootstrap_interval
from tests.benchmarks.agreement_speed import sample, seconds

LIMIT = 150


def bootstrap(
    codes: tuple[np.ndarray, ...], coefficient: Callable[[Ratings], AgreementResult], kind: str, resamples: int
) -> float:
    """Seconds from codes to interval."""
    start = time.perf_counter()
    found = bootstrap_interval(
        Ratings.from_codes(*codes), coefficient, kind=kind, resamples=resamples, rng=np.random.default_rng(1)
    )
    taken = time.perf_counter() - start
    assert found.interval is not None
    return taken


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    codes = sample(options.items)
    one_pass = seconds(lambda: np.bincount(codes[2]), 9)
    patterns = Ratings.from_codes(*codes).patterns.counts
    print(f"{options.items:,} items, {len(codes[0]):,} labels, {len(patterns):,} count patterns")
    print(f"{options.resamples:,} resamples; one np.bincount pass {1000 * one_pass:.1f} ms\n")
    print(f"{'coefficient':24}{'interval':12}{'seconds':>9}{'passes':>8}{'limit':>8}")
    for coefficient in (krippendorff_alpha, gwet_ac, fleiss_kappa, percent_agreement):
        for kind, limit in (("percentile", str(LIMIT)), ("bca", "-")):
            taken = min(bootstrap(codes, coefficient, kind, options.resamples) for _ in range(3))
            print(f"{coefficient.__name__:24}{kind:12}{taken:9.2f}{taken / one_pass:8.0f}{limit:>8}")
    few = sample(options.items // 100)
    two = tuple(column[few[1] < 2] for column in few)
    taken = bootstrap(two, cohen_kappa, "percentile", options.resamples)
    print(f"cohen_kappa, {options.items // 100:,} items{'percentile':>15}{taken:9.2f}{'':>8}       -")


if __name__ == "__main__":
    main()
