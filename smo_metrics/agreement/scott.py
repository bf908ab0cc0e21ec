"""Do two annotators agree beyond chance, if both are taken to use the categories alike? Scott's pi.

Sources: Scott (1955), Public Opinion Quarterly 19; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., for
weights and error.
"""

from __future__ import annotations

from smo_metrics.agreement.cohen import kappa_of_two
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights


def scott_pi(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement of exactly two annotators beyond what their shared use of the categories explains.

    Where the two use categories unequally often, pi is lower than Cohen's kappa: it counts that as disagreement. On
    items that both labelled it is Fleiss' kappa for two annotators.

    Parameters
    ----------
    ratings : Ratings
        Of two annotators; items that only one of them labelled are left out.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made; as in R irrCAC's two-annotator table functions, the error divides by n.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when both use one and the same category throughout. `null_standard_error`
        without weights is that of Fleiss, Nee & Landis (1979) for two annotators.

    Raises
    ------
    SmoError
        As `cohen_kappa`.

    References
    ----------
    Scott (1955), pp. 321-325; Gwet (2014), ch. 2; Fleiss, Nee & Landis (1979), Psychological Bulletin 86, eq. 12.

    Examples
    --------
    >>> round(scott_pi(Ratings.from_contingency([[20, 5], [10, 15]])).value, 4)
    0.3939
    """
    return kappa_of_two("scott_pi", "Scott's pi", ratings, weights, confidence, inference, pooled=True)
