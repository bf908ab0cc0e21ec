"""Are the labels right, and whose are not? Gold accuracy, consensus, annotators, spam, acceptance sampling."""

from smo_metrics._intervals import Share
from smo_metrics.quality.acceptance import AcceptancePlan, acceptance_plan
from smo_metrics.quality.adjudication import to_adjudicate
from smo_metrics.quality.annotator_quality import annotator_quality
from smo_metrics.quality.consensus import consensus
from smo_metrics.quality.consensus_result import ConsensusResult
from smo_metrics.quality.gold import GoldAccuracyResult, gold_accuracy
from smo_metrics.quality.gold_groups import gold_accuracy_by
from smo_metrics.quality.overview import LabelQuality, label_quality
from smo_metrics.quality.spam import spam_scores

__all__ = [
    "AcceptancePlan",
    "ConsensusResult",
    "GoldAccuracyResult",
    "LabelQuality",
    "Share",
    "acceptance_plan",
    "annotator_quality",
    "consensus",
    "gold_accuracy",
    "gold_accuracy_by",
    "label_quality",
    "spam_scores",
    "to_adjudicate",
]
