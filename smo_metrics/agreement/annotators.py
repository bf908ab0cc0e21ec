"""Which annotator labels unlike the rest? Each annotator against the others on the same items."""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._coding import check_names
from smo_metrics._intervals import FloatArray, bounded_wilson, degrees_of_freedom, gap, mean_share, quantiles
from smo_metrics.agreement._estimate import KAPPA_GUARD, lowest_value, spread
from smo_metrics.agreement._units import annotator_cells
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import BreakdownResult

_COLUMNS = (
    "annotator", "items", "agreement", "agreement_low", "agreement_high", "others", "gap", "gap_low", "gap_high",
    "kappa", "kappa_low", "kappa_high", "status",
)  # fmt: skip


def annotator_agreement(ratings: Ratings, *, confidence: float = 0.95) -> BreakdownResult:
    """Find the annotators to talk to: how far each agrees with the others who labelled the same items, worst first.

    Parameters
    ----------
    ratings : Ratings
        With annotators (not built from counts).
    confidence : float
        Nominal coverage of each annotator's own intervals. To say "one of these k annotators differs", ask for
        ``1 - (1 - confidence) / k`` (Bonferroni).

    Returns
    -------
    BreakdownResult
        Columns `annotator`; `items` shared with others; `agreement` (mean over items of the share of the others who
        gave the same label) with `agreement_low`, `agreement_high`; `others` (how far everybody else agrees with one
        another, over all items) and `gap` = agreement - others with `gap_low`, `gap_high`; `kappa` (agreement
        corrected for chance: the annotator's own category shares against those of the others on the same items) with
        `kappa_low`, `kappa_high`; `status`: ``ok``, or why kappa has no interval: ``no_pairable_units``, ``one_unit``,
        ``one_category`` (the annotator gave one label only, so that kappa is 0 whatever the others did) or
        ``too_few_minority_items`` (fewer than 15 shared items carry any label but the commonest, or on fewer than 5 the
        annotator and another agree on such a label). With two annotators nobody is left to compare with, and
        `others` is NaN.

    Raises
    ------
    SmoError
        The ratings hold only counts, or more than 4,096 categories.

    Notes
    -----
    Errors treat items as drawn and annotators as given. The two shares behind a gap come in part from the same items;
    taking them as independent makes its interval wider than it need be. A low value says that labels differ, not who
    is right: compare with gold labels before acting.

    References
    ----------
    Cohen (1960) with the others' mean distribution as the second annotator; linearised as in Gwet (2014), ch. 5;
    Newcombe (1998), Statistics in Medicine 17, method 10, for the gap.

    Examples
    --------
    >>> table = annotator_agreement(Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "y"]])).to_frame()
    >>> table["annotator"].tolist()
    [3, 1, 2]
    """
    import pandas as pd

    check_confidence(confidence)
    check_ratings(ratings)
    check_names(len(ratings.categories))
    cells = annotator_cells(ratings)
    cells = cells[ratings.patterns.counts.sum(axis=1)[cells[:, 1]] >= 2]
    rows = [
        {"annotator": name, **_against_rest(ratings, cells[cells[:, 0] == place], confidence)}
        for place, name in enumerate(ratings.annotators)
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame = frame.sort_values(["kappa", "agreement"], na_position="last", kind="stable")
    return BreakdownResult("annotator_agreement", frame.reset_index(drop=True), ratings.warnings)


def _against_rest(ratings: Ratings, cells: np.ndarray, confidence: float) -> dict[str, object]:
    _, pattern, label, times = cells.T
    items = int(times.sum())
    if not items:
        return {"items": 0, "status": "no_pairable_units"}
    own = np.zeros((len(cells), len(ratings.categories)))
    own[np.arange(len(cells)), label] = 1
    remaining = ratings.patterns.counts[pattern] - own
    partners = remaining / remaining.sum(axis=1, keepdims=True)
    same = (own * partners).sum(axis=1)
    mine = mean_share(same, times.astype(float), confidence)
    rest = mean_share(*_without(ratings, remaining, pattern, times), confidence)
    behind = gap(mine, rest)
    row: dict[str, object] = {
        "items": items,
        "agreement": mine.value, "agreement_low": mine.low, "agreement_high": mine.high,
        "others": rest.value, "gap": behind.value, "gap_low": behind.low, "gap_high": behind.high,
        "status": "one_unit",
    }  # fmt: skip
    return row if items < 2 else row | _kappa(own, partners, same, times.astype(float), confidence)


def _without(
    ratings: Ratings, remaining: FloatArray, pattern: np.ndarray, times: np.ndarray
) -> tuple[FloatArray, FloatArray]:
    """Agreement of the other annotators' pairs on each kind of item, with or without this annotator's label on it."""
    patterns = ratings.patterns
    untouched = patterns.multiplicity - np.bincount(pattern, weights=times, minlength=len(patterns.counts))
    counts = np.concatenate([remaining, patterns.counts])
    size = counts.sum(axis=1)
    keep = size >= 2
    agree = (counts[keep] * (counts[keep] - 1)).sum(axis=1) / (size[keep] * (size[keep] - 1))
    return agree, np.concatenate([times.astype(float), untouched])[keep]


def _kappa(
    own: FloatArray, others: FloatArray, same: FloatArray, times: FloatArray, confidence: float
) -> dict[str, object]:
    items = times.sum()
    mine, theirs = times @ own / items, times @ others / items
    expected = float(mine @ theirs)
    if expected == 1:
        return {"status": "one_category"}
    value = (float(times @ same) / items - expected) / (1 - expected)
    if np.count_nonzero(mine) == 1:
        return {"kappa": value, "status": "one_category"}
    commonest = int(np.argmax(mine + theirs))
    minority = times[(own[:, commonest] < 1) | (others[:, commonest] < 1)].sum()
    agreed = times[(own * others).sum(axis=1) - (own * others)[:, commonest] > 0].sum()
    if minority < KAPPA_GUARD.minority_items or agreed < KAPPA_GUARD.agreed:
        return {"kappa": value, "status": "too_few_minority_items"}
    chance = own @ theirs + others @ mine
    x = (same - expected - (1 - value) * (chance - 2 * expected)) / (1 - expected)
    over = spread(x, times)
    if not over.squares:
        return {"kappa": value, "status": "ok"}
    error = math.sqrt(over.squares / (items * (items - 1)))
    lowest = lowest_value((mine + theirs) / 2, np.eye(len(mine)), expected)
    degrees = degrees_of_freedom(np.array([over.squares]), np.array([over.fourths]), items)
    limits = bounded_wilson(np.array([value]), np.array([error]), np.array([lowest]), quantiles(confidence, degrees))
    low, high = limits
    return {"kappa": value, "kappa_low": float(low[0]), "kappa_high": float(high[0]), "status": "ok"}
