"""How is the project? Key figures against targets, and what to do about them."""

from smo_metrics.status.kpi import Kpi
from smo_metrics.status.quality_review import QualityReview, quality_review
from smo_metrics.status.wording import STATUS_WORDS

__all__ = ["STATUS_WORDS", "Kpi", "QualityReview", "quality_review"]
