"""Do 95 % intervals of accuracy and F1 against gold labels cover, where labels of one item hang together?

Run: python -m tests.studies.gold_coverage

Each gold item has 3 labels. A label is right with the item's own probability, drawn so that its mean is the accuracy
and two labels of an item are right together with the given correlation; wrong labels are drawn evenly from the other
categories. F1 is that of one rare category. Intervals are the library's own (`gold_accuracy`); beside them Wilson's on
all labels as if they were independent, and F1 where its interval is hidden: fewer than 5 gold items of the category.
"""

from __future__ import annotations

import argparse
import math
from itertools import product

import numpy as np

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._intervals import two_sided_quantile, wilson
from smo_metrics.quality._thin_data import FEW_IN_CATEGORY
from tests.studies.label_model import shares

LABELS, BATCH = 3, 500


def sample(
    q: int, accuracy: float, prevalence: float, correlation: float, items: int, samples: int, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Right labels, and of the last category: gold items, labels in both, labels in either (items x samples)."""
    gold = rng.choice(q, size=(items, samples), p=shares(prevalence, q))
    right = np.full((items, samples), accuracy)
    if correlation:
        size = 1 / correlation - 1
        right = rng.beta(accuracy * size, (1 - accuracy) * size, size=(items, samples))
    hits, both, either = (np.zeros((items, samples)) for _ in range(3))
    for _ in range(LABELS):
        is_right = rng.random((items, samples)) < right
        label = np.where(is_right, gold, (gold + rng.integers(1, q, size=gold.shape)) % q)
        hits += is_right
        both += (gold == q - 1) & (label == q - 1)
        either += (gold == q - 1) | (label == q - 1)
    return hits, gold == q - 1, both, either


def true_overlap(q: int, accuracy: float, prevalence: float) -> float:
    """Labels in both over labels in either, for the last category; F1 is a rising function of it."""
    share = shares(prevalence, q)[-1]
    given = share * accuracy + (1 - share) * (1 - accuracy) / (q - 1)
    return share * accuracy / (share + given - share * accuracy)


def covered(hits: np.ndarray, totals: np.ndarray, truth: float) -> np.ndarray:
    """Tell for each sample whether the library's interval covers."""
    _, low, high = clustered_shares(moments(hits, totals).sum(axis=1), 0.95)
    return (low <= truth) & (truth <= high)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=5000)
    options = parser.parse_args()
    rng = np.random.default_rng(20261123)
    print(f"{options.samples} samples a cell; nominal coverage 95 %; in %: of accuracy, ours and with labels taken for")
    print("independent; of F1 where shown, how often it is, and where it is hidden")
    print("q  right  common  correlation  items  accuracy  independent     F1  shown  hidden")
    grid = product((2, 5), (0.8, 0.95), (0.5, 0.8, 0.95, 0.99), (0, 0.2, 0.4), (50, 200, 2000))
    for q, accuracy, prevalence, correlation, items in grid:
        overlap, found = true_overlap(q, accuracy, prevalence), []
        for start in range(0, options.samples, BATCH):
            size = min(BATCH, options.samples - start)
            hits, is_gold, both, either = sample(q, accuracy, prevalence, correlation, items, size, rng)
            share = hits.sum(axis=0) / (LABELS * items)
            limits = wilson(share, np.full(size, LABELS * items), np.full(size, two_sided_quantile(0.95, math.inf)))
            plain = (limits[0] <= accuracy) & (accuracy <= limits[1])
            shown = is_gold.sum(axis=0) >= FEW_IN_CATEGORY
            ours = covered(hits, np.full(hits.shape, float(LABELS)), accuracy)
            found.append(np.stack([ours, plain, covered(both, either, overlap), shown]))
        ours, plain, f1, shown = np.concatenate(found, axis=1).astype(bool)
        cells = [f1[which].mean() if which.sum() >= 100 else math.nan for which in (shown, ~shown)]
        visible, hidden = (f"{100 * cell:6.1f}" if cell == cell else "     -" for cell in cells)
        head = f"{q}  {accuracy:5.2f}  {prevalence:6.2f}  {correlation:11.1f}  {items:5d}"
        rest = f"{100 * ours.mean():8.1f}  {100 * plain.mean():11.1f}  {visible}  {100 * shown.mean():5.1f}  {hidden}"
        print(head + rest, flush=True)


if __name__ == "__main__":
    main()
