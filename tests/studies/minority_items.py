"""How often does a 95 % interval of alpha cover where one category is very common, and does the guard help?

Run: python -m tests.studies.minority_items

Two annotators, 50 items, two categories; an item's true label is the common one with the given prevalence and each
annotator keeps it with probability .95 (true alpha by the exact pair probabilities). For each number of items that
carry any label but the commonest, the share of samples whose t interval covers the truth.
"""

from __future__ import annotations

import numpy as np

from smo_metrics.agreement import Ratings, krippendorff_alpha
from smo_metrics.agreement import _inference as inference

SAMPLES, ITEMS, CORRECT = 4000, 50, 0.95


def true_alpha(prevalence: float) -> float:
    """Alpha of an endless sample: 1 - P(a pair differs) / P(two random labels differ)."""
    common = prevalence * CORRECT + (1 - prevalence) * (1 - CORRECT)
    return 1 - 2 * CORRECT * (1 - CORRECT) / (2 * common * (1 - common))


def main() -> None:
    """Print the table."""
    inference.MINORITY_ITEMS = 0
    rng = np.random.default_rng(20261123)
    print(f"{SAMPLES} samples of {ITEMS} items x 2 annotators; nominal coverage 95 %")
    print("prevalence  true alpha   all   by minority items: <3    3-4    5-9   10-14   15+")
    for prevalence in (0.5, 0.8, 0.9, 0.95, 0.97):
        covered, minority = [], []
        for _ in range(SAMPLES):
            truth = (rng.random(ITEMS) > prevalence).astype(int)
            labels = np.where(rng.random((ITEMS, 2)) < CORRECT, truth[:, None], 1 - truth[:, None])
            counts = np.column_stack([(labels == 0).sum(axis=1), (labels == 1).sum(axis=1)])
            ratings = Ratings.from_counts(counts)
            result = krippendorff_alpha(ratings)
            hit = result.interval is not None and result.low <= true_alpha(prevalence) <= result.high
            covered.append(hit)
            minority.append(inference.minority_items(inference.units(ratings)))
        covered_, few = np.array(covered), np.array(minority)
        bands = [(0, 3), (3, 5), (5, 10), (10, 15), (15, 51)]
        shares = [covered_[(few >= a) & (few < b)] for a, b in bands]
        cells = "  ".join(f"{100 * s.mean():5.1f}" if len(s) >= 50 else "    -" for s in shares)
        overall = 100 * covered_.mean()
        print(f"{prevalence:10.2f}  {true_alpha(prevalence):10.3f}  {overall:5.1f}                  {cells}")


if __name__ == "__main__":
    main()
