"""Is the labelling good, and who or what disagrees? Agreement coefficients with honest intervals."""

from smo_metrics.agreement.annotators import annotator_agreement
from smo_metrics.agreement.benchmark import BenchmarkResult, benchmark
from smo_metrics.agreement.bland_altman import BlandAltmanResult, Quantity, bland_altman
from smo_metrics.agreement.brennan_prediger import bennett_s, brennan_prediger, pabak, randolph_kappa
from smo_metrics.agreement.by import agreement_by
from smo_metrics.agreement.categories import category_agreement
from smo_metrics.agreement.change import ChangePoint
from smo_metrics.agreement.cohen import KappaMaximum, cohen_kappa, cohen_kappa_maximum
from smo_metrics.agreement.compare import ComparisonResult, compare_agreement
from smo_metrics.agreement.concordance import concordance_correlation
from smo_metrics.agreement.confusion import confused_categories
from smo_metrics.agreement.conger import conger_kappa
from smo_metrics.agreement.fleiss import fleiss_kappa
from smo_metrics.agreement.gwet import gwet_ac
from smo_metrics.agreement.inference import Inference
from smo_metrics.agreement.intraclass import intraclass_correlation
from smo_metrics.agreement.items import item_distribution
from smo_metrics.agreement.kendall import kendall_w
from smo_metrics.agreement.krippendorff import krippendorff_alpha
from smo_metrics.agreement.light import light_kappa
from smo_metrics.agreement.multilabel import multilabel_alpha
from smo_metrics.agreement.over_time import AgreementOverTimeResult, agreement_over_time
from smo_metrics.agreement.pairwise import pairwise_agreement
from smo_metrics.agreement.percent import item_agreement, percent_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.resampling import ResamplingResult, bootstrap_interval, jackknife_interval
from smo_metrics.agreement.results import AgreementResult, BreakdownResult, Interval
from smo_metrics.agreement.sample_size import SampleSizeResult, sample_size
from smo_metrics.agreement.scott import scott_pi
from smo_metrics.agreement.summary import agreement_table
from smo_metrics.agreement.weights import weight_matrix

__all__ = [
    "AgreementOverTimeResult",
    "AgreementResult",
    "BenchmarkResult",
    "BlandAltmanResult",
    "BreakdownResult",
    "ChangePoint",
    "ComparisonResult",
    "Inference",
    "Interval",
    "KappaMaximum",
    "Quantity",
    "Ratings",
    "ResamplingResult",
    "SampleSizeResult",
    "agreement_by",
    "agreement_over_time",
    "agreement_table",
    "annotator_agreement",
    "benchmark",
    "bennett_s",
    "bland_altman",
    "bootstrap_interval",
    "brennan_prediger",
    "category_agreement",
    "cohen_kappa",
    "cohen_kappa_maximum",
    "compare_agreement",
    "concordance_correlation",
    "confused_categories",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "intraclass_correlation",
    "item_agreement",
    "item_distribution",
    "jackknife_interval",
    "kendall_w",
    "krippendorff_alpha",
    "light_kappa",
    "multilabel_alpha",
    "pabak",
    "pairwise_agreement",
    "percent_agreement",
    "randolph_kappa",
    "sample_size",
    "scott_pi",
    "weight_matrix",
]
