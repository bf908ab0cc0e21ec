"""Are the labels right, and whose are not? Accuracy against gold labels."""

from smo_metrics.quality.gold import GoldAccuracyResult, Share, gold_accuracy

__all__ = ["GoldAccuracyResult", "Share", "gold_accuracy"]
