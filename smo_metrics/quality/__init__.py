"""Are the labels right, and whose are not? Accuracy against gold labels."""

from smo_metrics._intervals import Share
from smo_metrics.quality.gold import GoldAccuracyResult, gold_accuracy

__all__ = ["GoldAccuracyResult", "Share", "gold_accuracy"]
