"""How is the project? Key figures against targets, and what to do about them."""

from smo_metrics.status.kpi import Kpi
from smo_metrics.status.quality_review import QualityReview, quality_review

__all__ = ["Kpi", "QualityReview", "quality_review"]
