"""Is the labelling good, and who or what disagrees? Agreement coefficients with honest intervals."""

from smo_metrics.agreement.annotators import annotator_agreement
from smo_metrics.agreement.categories import category_agreement
from smo_metrics.agreement.cohen import KappaMaximum, cohen_kappa, cohen_kappa_maximum
from smo_metrics.agreement.fleiss import fleiss_kappa
from smo_metrics.agreement.gwet import gwet_ac
from smo_metrics.agreement.krippendorff import krippendorff_alpha
from smo_metrics.agreement.over_time import agreement_over_time
from smo_metrics.agreement.percent import item_agreement, percent_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, BreakdownResult, Interval
from smo_metrics.agreement.summary import agreement_table

__all__ = [
    "AgreementResult",
    "BreakdownResult",
    "Interval",
    "KappaMaximum",
    "Ratings",
    "agreement_over_time",
    "agreement_table",
    "annotator_agreement",
    "category_agreement",
    "cohen_kappa",
    "cohen_kappa_maximum",
    "fleiss_kappa",
    "gwet_ac",
    "item_agreement",
    "krippendorff_alpha",
    "percent_agreement",
]
