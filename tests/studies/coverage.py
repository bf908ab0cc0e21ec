"""Do 95 % intervals of agreement coefficients cover, and where are there none? The study behind the default interval.

Run: python -m tests.studies.coverage

Labels by `tests.studies.label_model`: Cohen's kappa of 2 annotators, the others of 3. For each cell: how many of the
default's intervals cover the true value, how many samples have one, and their mean width; and how many samples the
naive interval covers, value +- t x error, which is always there. Without minority labels at all, and where all labels
agree, the default is Wilson's interval of observed agreement; the other intervals are missing (too few minority items).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from scipy import stats

from smo_metrics.agreement import AgreementResult, Ratings, cohen_kappa, fleiss_kappa, gwet_ac, krippendorff_alpha
from tests.studies.label_model import count_patterns, label_tuples, shares

CELLS = list(product((2, 5), (0.4, 0.8), (0.5, 0.8, 0.95, 0.99), (50, 200, 2000)))
T_TABLE = {items: stats.t.ppf(0.975, items - 1) for items in (50, 200, 2000)}
COEFFICIENTS: dict[str, Callable[[Ratings], AgreementResult]] = {
    "krippendorff_alpha": krippendorff_alpha,
    "fleiss_kappa": fleiss_kappa,
    "gwet_ac": gwet_ac,
    "cohen_kappa": cohen_kappa,
}


def samples_of(
    name: str, prevalence: float, q: int, kappa: float, items: int, samples: int, rng: np.random.Generator
) -> Iterator[tuple[int, Ratings]]:
    """Distinct samples with the number of times each was drawn; the first, drawn 0 times, stands for the truth."""
    many = 10**6 if name == "cohen_kappa" else 10**15
    if name == "cohen_kappa":
        cells, probability = label_tuples(shares(prevalence, q), kappa, 2)
        square = np.zeros((q, q), dtype=int)

        def ratings(times: np.ndarray) -> Ratings:
            square[cells[:, 0], cells[:, 1]] = times
            return Ratings.from_contingency(square)
    else:
        patterns, probability = count_patterns(shares(prevalence, q), kappa, 3)
        whole = Ratings.from_counts(patterns)
        assert np.array_equal(whole.patterns.counts, patterns)
        ratings = whole.reweighted
    yield 0, ratings(np.round(probability * many).astype(np.int64))
    drawn, times = np.unique(rng.multinomial(items, probability, size=samples), axis=0, return_counts=True)
    for multiplicity, drawn_times in zip(drawn, times, strict=True):
        yield int(drawn_times), ratings(multiplicity)


def coverage_of(name: str, cell: tuple[int, float, float, int], samples: int, rng: np.random.Generator) -> list[float]:
    """Share of samples with an interval, how many of these cover, the mean width; and how many of t's cover."""
    q, kappa, prevalence, items = cell
    drawn = samples_of(name, prevalence, q, kappa, items, samples, rng)
    truth = COEFFICIENTS[name](next(drawn)[1]).value
    shown = covered = width = plain = 0.0
    for times, ratings in drawn:
        result = COEFFICIENTS[name](ratings)
        plain += times * (abs(result.value - truth) <= T_TABLE[items] * result.standard_error)
        if result.interval:
            shown += times
            covered += times * (result.low <= truth <= result.high)
            width += times * (result.high - result.low)
    return [truth, shown / samples, covered / max(shown, 1), width / max(shown, 1), plain / samples]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=5000)
    options = parser.parse_args()
    rng = np.random.default_rng(20261123)
    print(f"{options.samples} samples a cell; nominal coverage 95 %; in %: coverage of the intervals shown, how many")
    print("samples have one, their mean width, and coverage of value +- t x error, always shown")
    for name in COEFFICIENTS:
        print(f"\n{name}\nq  kappa  common  items   true   covers  shown  width   t covers")
        inside = usual = 0
        for cell in CELLS:
            q, kappa, prevalence, items = cell
            truth, shown, covers, width, plain = coverage_of(name, cell, options.samples, rng)
            usual += shown >= 0.5
            inside += shown >= 0.5 and 0.93 <= covers <= 0.97
            ours = f"{100 * covers:6.1f}  {100 * shown:5.1f}  {width:5.3f}" if shown >= 0.02 else "     -      -      -"
            head = f"{q}  {kappa:5.1f}  {prevalence:6.2f}  {items:5d}  {truth:5.3f}"
            print(f"{head}   {ours}   {100 * plain:6.1f}", flush=True)
        print(f"cells that mostly show an interval: {usual}; of these within 93-97 %: {inside}")


if __name__ == "__main__":
    main()
