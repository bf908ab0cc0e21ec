"""How much of the spread of measurements lies between items, not between annotators? The intraclass correlation.

Sources: Shrout & Fleiss (1979), Psychological Bulletin 86; McGraw & Wong (1996), Psychological Methods 1; Cappelleri &
Ting (2003), Statistics in Medicine 22, for a better interval of forms 2.
"""

from __future__ import annotations

import math
from typing import Literal

from smo_metrics.agreement._intraclass_limits import MeanSquares, f_limits, mls_limits, published_limits
from smo_metrics.agreement._measurements import (
    Complete,
    Figures,
    FloatArray,
    complete_items,
    measured,
    measured_result,
    sum_of_squares,
)
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval
from smo_metrics.errors import SmoError

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
FORMS: tuple[Form, ...] = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
_TWO_WAY = ("ICC(2,1)", "ICC(2,k)")
_HEAVY_TAILS = 5.0  # fourth moment of the item means over the squared second; 3 for normal data


def intraclass_correlation(
    ratings: Ratings, *, form: Form = "ICC(2,1)", confidence: float = 0.95
) -> AgreementResult:
    """Reliability of scores or measurements: are they good enough to tell items apart?

    Parameters
    ----------
    ratings : Ratings
        Numbers, by two annotators or more. Items that lack a label of any annotator are left out; a warning says how
        many.
    form : {"ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"}
        1: each item has annotators of its own. 2: the same annotators, drawn from many; their different levels count
        as disagreement. 3: these annotators only; their levels do not count. The second sign: reliability of one
        annotator's label, or of the mean of all k.
    confidence : float
        Nominal coverage of the interval.

    Returns
    -------
    AgreementResult
        `p_value` is that of the F test, which is one-sided by nature. `standard_error`, `observed` and `expected` are
        NaN. `details`: ``F``, ``df1``, ``df2`` and the mean squares ``ms_items``, ``ms_within``, ``ms_annotators``,
        ``ms_residual`` in squared units; for forms 2 also ``published_low``, ``published_high``.

        The interval (kind ``"F"``) is Shrout & Fleiss's. For forms 2 with more than two items an annotator theirs
        covers as little as 66 to 90 % in place of 95 % where annotators differ in level; there it is the modified
        large-sample interval (kind ``"mls"``; 93 to 99 %), whose limits lie between 0 and 1 unless the value itself is
        negative: then it is the lower limit. All suppose normal data: where a few items lie far out (exponential spread
        of the items) they cover 75 to 90 %; a warning says so where the item means show it.

        The value is NaN (`one_category`) when all numbers are equal, or (for the mean of k) when items differ no more
        than chance makes them. No interval and no p where annotators never differ (the mean square below F is 0) or
        item means are all equal. The lower limit for the mean of k is minus infinity where one label by itself may
        be worse than -1 / (k - 1).

    Raises
    ------
    SmoError
        An unknown form, labels that are no numbers, ratings that hold only counts.

    References
    ----------
    Shrout & Fleiss (1979), pp. 423-426; McGraw & Wong (1996), tables 4 and 7; Cappelleri & Ting (2003).

    Examples
    --------
    >>> ratings = Ratings.from_wide([[9, 2, 5], [6, 1, 3], [8, 4, 6], [7, 1, 2]])
    >>> round(intraclass_correlation(ratings, form="ICC(3,1)").value, 4)
    0.7143
    """
    if form not in FORMS:
        raise SmoError(f"form must be one of {', '.join(FORMS)}; {form!r} arrived.")
    check_confidence(confidence)
    complete = complete_items(ratings)
    figures = _figures(ratings, complete, form, confidence)
    return measured_result(form, ratings, complete, figures, weights="interval")


def _figures(ratings: Ratings, complete: Complete, form: Form, confidence: float) -> Figures:
    values, unit = measured(ratings, complete.labels, "intraclass_correlation")
    if complete.status != "ok":
        return Figures()
    squares, tails = _mean_squares(values)
    if not squares.items and not squares.within:
        return Figures(status="one_category")
    below, df2 = _denominator(squares, form)
    single = _single(squares, form)
    value = _of_form(form, single, squares.k)
    details = {"F": squares.items / below if below else math.nan, "df1": float(squares.n - 1), "df2": float(df2)} | {
        f"ms_{name}": getattr(squares, name) * unit * unit for name in ("items", "within", "annotators", "residual")
    }
    if not math.isfinite(value):
        return Figures(status="one_category", details=details)
    if not below or not squares.items:
        warning = "no interval: the numbers differ too little to show how large the error is."
        return Figures(value, warnings=(warning,), details=details)
    from scipy.special import fdtrc

    low, high, kind = *f_limits(squares.items / below, squares.n - 1, df2, squares.k, confidence), "F"
    if form in _TWO_WAY:
        low, high = published_limits(squares, single, confidence)
        details |= {f"published_{end}": _of_form(form, x, squares.k) for end, x in (("low", low), ("high", high))}
        if squares.n > 2 * squares.k:
            low, high, kind = *mls_limits(squares, confidence), "mls"
    interval = Interval(
        _of_form(form, min(low, single), squares.k), _of_form(form, max(high, single), squares.k), confidence, kind
    )
    outlying = "a few items lie far from the others: the interval supposes normal data and is too narrow."
    return Figures(
        value=value,
        interval=interval,
        p_value=float(fdtrc(squares.n - 1, df2, details["F"])),
        warnings=(outlying,) if tails > _HEAVY_TAILS else (),
        details=details,
    )


def _mean_squares(values: FloatArray) -> tuple[MeanSquares, float]:
    """Two-way analysis of variance, and the kurtosis of item means; `values` is used up."""
    n, k = values.shape
    values -= values.mean()
    item, annotator = values.mean(axis=1), values.mean(axis=0)
    values -= item[:, None]
    within = sum_of_squares(values)
    values -= annotator
    residual, between = sum_of_squares(values), sum_of_squares(item)
    tails = n * float(((item * item) ** 2).sum()) / between**2 if between else 0.0
    squares = MeanSquares(
        n, k, k * between / (n - 1), within / (n * (k - 1)), n * sum_of_squares(annotator) / (k - 1),
        residual / ((n - 1) * (k - 1)),
    )  # fmt: skip
    return squares, tails


def _denominator(squares: MeanSquares, form: Form) -> tuple[float, int]:
    if form in ("ICC(1,1)", "ICC(1,k)"):
        return squares.within, squares.n * (squares.k - 1)
    return squares.residual, (squares.n - 1) * (squares.k - 1)


def _single(squares: MeanSquares, form: Form) -> float:
    """Reliability of one label (Shrout & Fleiss 1979, p. 423)."""
    n, k, below = squares.n, squares.k, _denominator(squares, form)[0]
    total = squares.items + (k - 1) * below
    if form in _TWO_WAY:
        total += k * (squares.annotators - below) / n
    return (squares.items - below) / total if total > 0 else math.nan


def _of_form(form: Form, single: float, k: int) -> float:
    """Spearman-Brown: from one label to the mean of k, where the form asks for it."""
    if form.endswith("1)"):
        return single
    rest = 1 + (k - 1) * single
    return k * single / rest if rest > 0 else -math.inf
