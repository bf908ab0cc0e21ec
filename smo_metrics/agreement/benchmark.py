"""What may a coefficient be called: moderate, substantial, excellent? Verbal scales, at the point and with its error.

A scale is a convention, not a truth: its authors drew the lines by judgement, and a value moves with prevalence and
the number of categories. Gwet's version at least takes the error of the value into account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.results import AgreementResult, Status
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

Scale = Literal["landis_koch", "altman", "fleiss", "cicchetti_sparrow", "regier"]
_ROUNDING = 1e-9
_FROM, _ABOVE = -_ROUNDING, _ROUNDING
# Levels from the highest down, the lower limit of each, and whether the level starts from that limit or above it.
_SCALES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "landis_koch": (
        ("Almost perfect", 0.8, _ABOVE), ("Substantial", 0.6, _ABOVE), ("Moderate", 0.4, _ABOVE),
        ("Fair", 0.2, _ABOVE), ("Slight", 0.0, _FROM), ("Poor", -1.0, _FROM),
    ),
    "altman": (
        ("Very good", 0.8, _ABOVE), ("Good", 0.6, _ABOVE), ("Moderate", 0.4, _ABOVE), ("Fair", 0.2, _ABOVE),
        ("Poor", -1.0, _FROM),
    ),
    "fleiss": (("Excellent", 0.75, _ABOVE), ("Fair to good", 0.4, _FROM), ("Poor", -1.0, _FROM)),
    "cicchetti_sparrow": (
        ("Excellent", 0.75, _FROM), ("Good", 0.6, _FROM), ("Fair", 0.4, _FROM), ("Poor", -1.0, _FROM),
    ),
    "regier": (
        ("Excellent", 0.8, _FROM), ("Very good", 0.6, _FROM), ("Good", 0.4, _FROM), ("Questionable", 0.2, _FROM),
        ("Unacceptable", -1.0, _FROM),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class BenchmarkResult:
    """A coefficient on a verbal scale.

    Attributes
    ----------
    method, scale : str
        The coefficient and the scale.
    value, standard_error : float
        The coefficient's.
    level : str or None
        The highest level that the value reaches with `confidence`; None where its error is unknown.
    point_level : str or None
        The level that the value lies in, its error ignored; None without a value.
    confidence : float
        Probability that `level` needs.
    status : str
        The coefficient's: ``ok``, or why value or interval is missing.
    frame : pandas.DataFrame
        One row a level, highest first: `level`, `low`, `high`, `probability` (that the true value lies in it) and
        `cumulative` (that it lies there or higher); both NaN where the error is unknown.
    warnings : tuple of str
        What a reader should know before using the word.
    """

    method: str
    scale: str
    value: float
    standard_error: float
    level: str | None
    point_level: str | None
    confidence: float
    status: Status
    frame: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the levels as a frame of the caller's own."""
        return self.frame.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        scalars = ("method", "scale", "value", "standard_error", "level", "point_level", "confidence", "status")
        return {
            "schema": SCHEMA,
            **to_json({name: getattr(self, name) for name in scalars}),
            "rows": records(self.frame),
            "warnings": list(self.warnings),
        }


def benchmark(result: AgreementResult, scale: Scale = "landis_koch", *, confidence: float = 0.95) -> BenchmarkResult:
    """Tell which word of a verbal scale the agreement deserves, given how uncertain the value is.

    Parameters
    ----------
    result : AgreementResult
        Of a chance-corrected coefficient.
    scale : {"landis_koch", "altman", "fleiss", "cicchetti_sparrow", "regier"}
        Limits belong to the level that the authors print them with: .60 is moderate to Landis & Koch and to Altman,
        good to Cicchetti & Sparrow, very good to Regier et al.; .75 is fair to good to Fleiss.
    confidence : float
        Probability that the true value lies in the level named or in a higher one (Gwet: 0.95).

    Returns
    -------
    BenchmarkResult
        The true value is taken as normal about the value found, with its standard error, cut off at -1 and 1. Where
        the result carries no interval, no standard error above 0, or a value outside -1 to 1, there are no
        probabilities and `level` is None; where it carries no value, `point_level` is None too.

    Raises
    ------
    SmoError
        An unknown scale; a confidence outside 0 to 1; percent agreement, which the scales were not made for.

    References
    ----------
    Landis & Koch (1977), Biometrics 33, p. 165; Altman (1991), Practical Statistics for Medical Research, p. 404;
    Fleiss (1981), Statistical Methods for Rates and Proportions, 2nd ed., p. 218; Cicchetti & Sparrow (1981), American
    Journal of Mental Deficiency 86; Regier et al. (2013), American Journal of Psychiatry 170; Gwet (2014), Handbook of
    Inter-Rater Reliability, 4th ed., ch. 6, for the probabilities.

    Examples
    --------
    >>> from smo_metrics.agreement import Ratings, cohen_kappa
    >>> verdict = benchmark(cohen_kappa(Ratings.from_contingency([[40, 5], [3, 52]])))
    >>> verdict.point_level, verdict.level
    ('Almost perfect', 'Substantial')
    """
    if not isinstance(scale, str) or scale not in _SCALES:
        raise SmoError(f"scale must be one of {', '.join(_SCALES)}; {scale!r} arrived.")
    check_confidence(confidence)
    if result.method == "percent_agreement":
        raise SmoError(
            "the scales are made for agreement beyond chance; percent_agreement arrived. "
            "Use the result of gwet_ac, krippendorff_alpha or a kappa."
        )
    import pandas as pd

    levels = _SCALES[scale]
    names = [name for name, _, _ in levels]
    low = np.array([limit for _, limit, _ in levels])
    cumulative = _cumulative(result, low)
    reached = cumulative >= confidence
    frame = pd.DataFrame(
        {
            "level": names,
            "low": low,
            "high": [1.0, *low[:-1]],
            "probability": np.diff(cumulative, prepend=0.0),
            "cumulative": cumulative,
        }
    )
    return BenchmarkResult(
        method=result.method,
        scale=scale,
        value=result.value,
        standard_error=result.standard_error,
        level=names[int(reached.argmax())] if reached.any() else None,
        point_level=_point_level(result.value, levels),
        confidence=confidence,
        status=result.status,
        frame=frame,
        warnings=(*result.warnings, *_why_unknown(result, bool(reached.any()))),
    )


def _point_level(value: float, levels: tuple[tuple[str, float, float], ...]) -> str | None:
    if math.isnan(value):
        return None
    return next((name for name, limit, side in levels if value >= limit + side), levels[-1][0])


def _cumulative(result: AgreementResult, low: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability that the true value is at least `low`, given that it is between -1 and 1; NaN where unknown."""
    from scipy.special import ndtr

    value, error = result.value, result.standard_error
    if result.interval is None or not error > _ROUNDING or not -1 <= value <= 1:
        return np.full(len(low), np.nan)
    beyond = ndtr((value - 1) / error)
    cumulative: NDArray[np.float64] = (ndtr((value - low) / error) - beyond) / (ndtr((value + 1) / error) - beyond)
    return cumulative


def _why_unknown(result: AgreementResult, known: bool) -> tuple[str, ...]:
    if known:
        return ()
    if math.isnan(result.value):
        return (f"no value, so no level ({result.status}).",)
    return ("the error of the value is unknown: the level is that of the value alone, and no probability backs it.",)
