"""Which annotator labels unlike the rest? Each annotator against the others on the same items."""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._intervals import FloatArray, clustered_share, two_sided_quantile
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult

_SCORES = ("agreement", "agreement_low", "agreement_high", "kappa", "kappa_low", "kappa_high")


def annotator_agreement(ratings: Ratings, *, confidence: float = 0.95) -> BreakdownResult:
    """Find the annotators to talk to: how far each agrees with the others who labelled the same items, worst first.

    Parameters
    ----------
    ratings : Ratings
        With annotators (not built from counts).
    confidence : float
        Nominal coverage of each annotator's own interval. To say "one of these k annotators is below X", ask for
        ``1 - (1 - confidence) / k`` (Bonferroni).

    Returns
    -------
    BreakdownResult
        Columns `annotator`; `items` shared with others; `agreement` (mean over items of the share of the others who
        gave the same label) with `agreement_low`, `agreement_high`; `kappa` (the same corrected for chance: the
        annotator's own category shares against those of the others on the same items) with `kappa_low`, `kappa_high`;
        `status`: ``ok``, ``no_pairable_units``, ``one_unit``, ``one_category`` or ``too_few_minority_items``
        (fewer than 5 shared items carry any label but the commonest; no kappa interval then).

    Raises
    ------
    SmoError
        The ratings hold only counts.

    Notes
    -----
    Errors treat items as drawn and the other annotators as given. An annotator's low value says that labels differ,
    not who is right: compare with gold labels before acting.

    References
    ----------
    Cohen (1960) with the others' mean distribution as the second annotator; linearised as in Gwet (2014), ch. 5.

    Examples
    --------
    >>> table = annotator_agreement(Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "y"]])).to_frame()
    >>> table["annotator"].tolist()
    [3, 1, 2]
    """
    import pandas as pd

    cells = _cells(ratings)
    rows = [
        {"annotator": name, **_against_rest(ratings, cells[cells[:, 0] == place], confidence)}
        for place, name in enumerate(ratings.annotators)
    ]
    frame = pd.DataFrame(rows, columns=["annotator", "items", *_SCORES, "status"])
    frame = frame.sort_values(["kappa", "agreement"], na_position="last", kind="stable")
    return BreakdownResult("annotator_agreement", frame.reset_index(drop=True), ratings.warnings)


def _cells(ratings: Ratings) -> np.ndarray:
    """Distinct (annotator, pattern of the item, label) with the number of labels that show them."""
    codes, patterns = ratings.codes, ratings.patterns
    n_patterns, q = patterns.counts.shape
    key = (codes.annotator * n_patterns + patterns.of_item[codes.item]) * q + codes.label
    distinct, times = np.unique(key, return_counts=True)
    rest, label = np.divmod(distinct, q)
    annotator, pattern = np.divmod(rest, n_patterns)
    cells = np.column_stack([annotator, pattern, label, times])
    shared: np.ndarray = cells[patterns.counts.sum(axis=1)[pattern] >= 2]
    return shared


def _against_rest(ratings: Ratings, cells: np.ndarray, confidence: float) -> dict[str, object]:
    _, pattern, label, times = cells.T
    items = int(times.sum())
    row: dict[str, object] = dict.fromkeys(_SCORES, math.nan)
    if not items:
        return {"items": 0, **row, "status": "no_pairable_units"}
    own = np.zeros((len(cells), len(ratings.categories)))
    own[np.arange(len(cells)), label] = 1
    counts = ratings.patterns.counts[pattern]
    others = (counts - own) / (counts.sum(axis=1, keepdims=True) - 1)
    same = (own * others).sum(axis=1)
    share, low, high = clustered_share(np.repeat(same, times)[:, None], np.ones((items, 1)), confidence)
    row |= {"agreement": float(share[0])}
    status = "one_unit"
    if items > 1:
        row |= {"agreement_low": float(low[0]), "agreement_high": float(high[0])}
        kappa, status = _kappa(own, others, same, times.astype(float), confidence)
        row |= kappa
    return {"items": items, **row, "status": status}


def _kappa(
    own: FloatArray, others: FloatArray, same: FloatArray, times: FloatArray, confidence: float
) -> tuple[dict[str, float], str]:
    from smo_metrics.agreement._inference import MINORITY_ITEMS, spread

    items = times.sum()
    mine, theirs = times @ own / items, times @ others / items
    expected = float(mine @ theirs)
    if expected == 1:
        return {}, "one_category"
    value = (float(times @ same) / items - expected) / (1 - expected)
    chance = own @ theirs + others @ mine
    x = (same - expected - (1 - value) * (chance - 2 * expected)) / (1 - expected)
    error = math.sqrt(spread(x, times) / (items * (items - 1)))
    commonest = int(np.argmax(mine + theirs))
    minority = times[(own[:, commonest] < 1) | (others[:, commonest] < 1)].sum()
    if minority < MINORITY_ITEMS or error == 0:
        return {"kappa": value}, "too_few_minority_items"
    half = two_sided_quantile(confidence, items - 1) * error
    return {"kappa": value, "kappa_low": max(-1.0, value - half), "kappa_high": min(1.0, value + half)}, "ok"
