"""How is the project? Key figures against targets, findings, what changed, and what to do about it.

Public names are imported at first use (PEP 562): a review of labels needs no simulation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.status.basis.kpi import Kpi as Kpi
    from smo_metrics.status.basis.wording import STATUS_WORDS as STATUS_WORDS
    from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview as BottleneckReview
    from smo_metrics.status.bottlenecks.bottleneck_review import bottleneck_review as bottleneck_review
    from smo_metrics.status.delivery.delivery_review import DeliveryReview as DeliveryReview
    from smo_metrics.status.delivery.delivery_review import delivery_review as delivery_review
    from smo_metrics.status.labelling.quality_review import QualityReview as QualityReview
    from smo_metrics.status.labelling.quality_review import quality_review as quality_review
    from smo_metrics.status.project.change_journal import change_journal as change_journal
    from smo_metrics.status.project.findings import findings as findings
    from smo_metrics.status.project.kpi_table import kpis as kpis
    from smo_metrics.status.project.project_status import ProjectStatus as ProjectStatus
    from smo_metrics.status.project.project_status import project_status as project_status
    from smo_metrics.status.project.project_tables import ProjectTables as ProjectTables
    from smo_metrics.status.update.weekly_update import WeeklyUpdate as WeeklyUpdate
    from smo_metrics.status.update.weekly_update import weekly_update as weekly_update
    from smo_metrics.status.wellness.exposure import ExposureReview as ExposureReview
    from smo_metrics.status.wellness.exposure import exposure as exposure

_HOMES = {
    "basis.kpi": ("Kpi",),
    "basis.wording": ("STATUS_WORDS",),
    "bottlenecks.bottleneck_review": ("BottleneckReview", "bottleneck_review"),
    "delivery.delivery_review": ("DeliveryReview", "delivery_review"),
    "labelling.quality_review": ("QualityReview", "quality_review"),
    "project.change_journal": ("change_journal",),
    "project.findings": ("findings",),
    "project.kpi_table": ("kpis",),
    "project.project_status": ("ProjectStatus", "project_status"),
    "project.project_tables": ("ProjectTables",),
    "update.weekly_update": ("WeeklyUpdate", "weekly_update"),
    "wellness.exposure": ("ExposureReview", "exposure"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics.status' has no attribute {name!r}")
    return getattr(importlib.import_module(f"smo_metrics.status.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
