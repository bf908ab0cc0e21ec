"""How far is each coefficient's error from the spread of its value where many items have one label?

Run: python -m tests.studies.single_labels

400 items, 70 % of them with one label and the rest with three, from annotators who are right 9 times in 10; four
categories. For each coefficient, with the default error and with Gwet's (R irrCAC), which takes an item with one label
for one that disagrees: the standard deviation of its value over samples, the mean of its standard error, and the
coverage of its 95 % interval for the mean value.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from smo_metrics.agreement import Inference, Ratings, fleiss_kappa, gwet_ac, krippendorff_alpha, percent_agreement

SAMPLES, ITEMS, SINGLE = 400, 400, 0.7


def sample(rng: np.random.Generator) -> Ratings:
    """Draw one project's counts."""
    truth = rng.choice(4, ITEMS, p=[0.4, 0.3, 0.2, 0.1])
    labels = np.where(rng.random((ITEMS, 3)) < 0.9, truth[:, None], rng.integers(0, 4, (ITEMS, 3)))
    kept = np.ones((ITEMS, 3), dtype=bool)
    kept[rng.random(ITEMS) < SINGLE, 1:] = False
    counts = np.zeros((ITEMS, 4), dtype=int)
    for annotator in range(3):
        np.add.at(counts, (np.flatnonzero(kept[:, annotator]), labels[kept[:, annotator], annotator]), 1)
    return Ratings.from_counts(counts)


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(20261123)
    samples = [sample(rng) for _ in range(SAMPLES)]
    print(f"{SAMPLES} samples of {ITEMS} items, {100 * SINGLE:.0f} % with one label")
    print("coefficient         error     SD of the value   mean standard error   ratio   coverage")
    coefficients = (percent_agreement, gwet_ac, fleiss_kappa, krippendorff_alpha)
    for coefficient, single_labels in product(coefficients, ("neutral", "gwet")):
        inference = Inference(single_labels=single_labels)
        results = [coefficient(ratings, inference=inference) for ratings in samples]
        values = np.array([r.value for r in results])
        error = np.mean([r.standard_error for r in results])
        covered = np.mean([r.low <= values.mean() <= r.high for r in results])
        spread = values.std(ddof=1)
        figures = f"{spread:15.4f}{error:22.4f}{error / spread:8.2f}{100 * covered:11.1f}"
        print(f"{coefficient.__name__:20}{single_labels:10}{figures}")


if __name__ == "__main__":
    main()
