"""How fast are coefficients beside their peers? Prints ratios of one run; nothing here passes or fails.

Run: pip install -e ".[benchmark]" && python -m tests.benchmarks.agreement_speed

1e5 and 1e6 items x 5 annotators, 30 % missing, 10 categories (3.5 million labels). The limit of each row is a multiple
of a plain pass over the same data: one np.bincount of the label codes, or pandas.factorize of the three text columns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from smo_metrics.agreement import (
    AgreementResult,
    Ratings,
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)

ANNOTATORS, CATEGORIES, MISSING = 5, 10, 0.3
COEFFICIENTS: dict[str, Callable[[Ratings], AgreementResult]] = {
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac": gwet_ac,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "percent_agreement": percent_agreement,
    "conger_kappa": conger_kappa,
}


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


def of_codes(coefficient: Callable[[Ratings], AgreementResult], codes: tuple[np.ndarray, ...]) -> float:
    """Value, error and interval from codes, duplicates checked."""
    result = coefficient(Ratings.from_codes(*codes))
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


def peers(item: np.ndarray, annotator: np.ndarray, label: np.ndarray) -> dict[str, tuple[str, Callable[[], float]]]:
    """Give the peers' own calls on the same labels, in the layout that each wants, and what each computes."""
    wide = np.full((item.max() + 1, ANNOTATORS), np.nan)
    wide[item, annotator] = label
    found: dict[str, tuple[str, Callable[[], float]]] = {}
    try:
        import krippendorff

        found["krippendorff"] = (
            "krippendorff_alpha",
            lambda: krippendorff.alpha(reliability_data=wide.T, level_of_measurement="nominal"),
        )
    except ImportError:
        print("krippendorff is not installed: left out")
    try:
        from irrCAC.raw import CAC

        frame = pd.DataFrame(wide)
        for name, method in (("krippendorff_alpha", "krippendorff"), ("gwet_ac", "gwet"), ("fleiss_kappa", "fleiss")):
            found[f"irrCAC {method}"] = name, lambda m=method: getattr(CAC(frame), m)()["est"]["coefficient_value"]
    except ImportError:
        print("irrCAC is not installed: left out")
    return found


def table(items: int, runs: int) -> None:
    """Print one size."""
    codes = sample(items)
    label = codes[2]
    shuffle = np.random.default_rng(8).permutation(len(label))
    mixed = tuple(part[shuffle] for part in codes)
    one_pass = seconds(lambda: np.bincount(label), runs)
    rows = [
        (f"{name}, in item order", seconds(lambda f=f: of_codes(f, codes), runs), one_pass, 15)
        for name, f in COEFFICIENTS.items()
    ]
    random = seconds(lambda: of_codes(krippendorff_alpha, mixed), runs)
    rows.append(("krippendorff_alpha, random order", random, one_pass, 30))
    text, fewer = as_text(*mixed), max(3, runs // 2)
    factorized = seconds(lambda: [pd.factorize(text[c].to_numpy()) for c in text], fewer)
    from_text = seconds(lambda: krippendorff_alpha(Ratings.from_long(text)), fewer)
    rows.append(("krippendorff_alpha, text", from_text, factorized, 2))
    print(f"\n{items:,} items, {len(label):,} labels; medians of {runs} runs")
    print(f"one np.bincount pass {1000 * one_pass:.2f} ms; pandas.factorize of three text columns {factorized:.2f} s\n")
    print(f"{'value, error and interval':36}{'seconds':>10}{'ratio':>8}{'limit':>8}")
    for name, taken, unit, limit in rows:
        print(f"{name:36}{taken:10.4f}{taken / unit:8.1f}{limit:8d}")
    ours = dict(zip(COEFFICIENTS, (row[1] for row in rows), strict=False))
    for peer, (name, call) in peers(*codes).items():
        start = time.perf_counter()
        theirs = call()
        taken = time.perf_counter() - start
        apart = abs(theirs - of_codes(COEFFICIENTS[name], codes))
        beside = f"{taken / ours[name]:.0f}x ours; the values differ by {apart:.0e}"
        print(f"{'peer: ' + peer:36}{taken:10.4f}{taken / one_pass:8.0f}       -  {beside}")


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    for items in options.items:
        table(items, options.runs)


if __name__ == "__main__":
    main()
