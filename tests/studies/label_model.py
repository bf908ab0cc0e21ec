"""How labels come about in the studies: an annotator knows an item's category, or draws one blindly.

Each annotator knows the true category with probability sqrt(kappa) and otherwise draws from the category shares. Shares
stay what they are, every pair of annotators agrees with the same kappa, and the probability of each count pattern is
known exactly, so that the true value of any coefficient is too.
"""

from __future__ import annotations

import itertools
import math

import numpy as np


def shares(prevalence: float, categories: int) -> np.ndarray:
    """One common category, the others equally rare."""
    return np.array([prevalence, *[(1 - prevalence) / (categories - 1)] * (categories - 1)])


def label_tuples(category_shares: np.ndarray, kappa: float, annotators: int) -> tuple[np.ndarray, np.ndarray]:
    """Every tuple of labels that an item can get (tuples x annotators), and its probability."""
    q, knows = len(category_shares), math.sqrt(kappa)
    given_truth = knows * np.eye(q) + (1 - knows) * category_shares
    tuples = np.array(list(itertools.product(range(q), repeat=annotators)))
    likelihood = np.prod([given_truth[:, tuples[:, place]] for place in range(annotators)], axis=0)
    return tuples, category_shares @ likelihood


def count_patterns(category_shares: np.ndarray, kappa: float, annotators: int) -> tuple[np.ndarray, np.ndarray]:
    """Every count pattern (patterns x categories), and its probability."""
    tuples, probability = label_tuples(category_shares, kappa, annotators)
    counts = (tuples[:, :, None] == np.arange(len(category_shares))).sum(axis=1)
    patterns, place = np.unique(counts, axis=0, return_inverse=True)
    return patterns, np.bincount(place.ravel(), weights=probability)
