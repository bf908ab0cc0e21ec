"""All coefficients side by side: does the verdict depend on the one you pick?"""

from __future__ import annotations

from smo_metrics.agreement.brennan_prediger import brennan_prediger
from smo_metrics.agreement.cohen import cohen_kappa
from smo_metrics.agreement.conger import conger_kappa
from smo_metrics.agreement.fleiss import fleiss_kappa
from smo_metrics.agreement.gwet import gwet_ac
from smo_metrics.agreement.krippendorff import Level, krippendorff_alpha
from smo_metrics.agreement.percent import percent_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.agreement.scott import scott_pi


def agreement_table(ratings: Ratings, *, level: Level = "nominal", confidence: float = 0.95) -> BreakdownResult:
    """Compare coefficients on the same labels.

    Cohen's kappa and Scott's pi need exactly two annotators, Conger's kappa three or more that are known by name; at a
    level of numbers (``"interval"``, ``"ratio"``, ``"circular"``) alpha stands alone.

    Parameters
    ----------
    ratings : Ratings
    level : {"nominal", "ordinal", "interval", "ratio", "circular"}
        For Krippendorff's alpha.
    confidence : float
        Nominal coverage of the intervals.

    Returns
    -------
    BreakdownResult
        One row a method: `method`, `value`, `standard_error`, `low`, `high`, `p_value`, `observed`, `expected`,
        `items`, `annotators`, `labels`, `status`, `note`.

    Examples
    --------
    >>> table = agreement_table(Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"], ["y", "y"]]))
    >>> table.to_frame()["method"].tolist()[:4]
    ['krippendorff_alpha', 'gwet_ac', 'fleiss_kappa', 'brennan_prediger']
    """
    import pandas as pd

    results = [krippendorff_alpha(ratings, level=level, confidence=confidence)]
    if level in ("nominal", "ordinal"):
        others = (gwet_ac, fleiss_kappa, brennan_prediger, percent_agreement)
        named = {0: (), 1: (), 2: (cohen_kappa, scott_pi)}.get(len(ratings.annotators), (conger_kappa,))
        results += [coefficient(ratings, confidence=confidence) for coefficient in (*others, *named)]
    rows = [
        {
            "method": r.method, "value": r.value, "standard_error": r.standard_error, "low": r.low, "high": r.high,
            "p_value": r.p_value, "observed": r.observed, "expected": r.expected, "items": r.items,
            "annotators": r.annotators, "labels": r.labels, "status": r.status, "note": " ".join(r.warnings),
        }
        for r in results
    ]  # fmt: skip
    return BreakdownResult("agreement_table", pd.DataFrame(rows), ratings.warnings)
