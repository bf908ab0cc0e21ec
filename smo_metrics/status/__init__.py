"""How is the project? Key figures against targets, findings, what changed, and what to do about it.

Public names are imported at first use (PEP 562): a review of labels needs no simulation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.status.basis.kpi import Kpi as Kpi
    from smo_metrics.status.basis.wording import STATUS_WORDS as STATUS_WORDS
    from smo_metrics.status.labelling.quality_review import QualityReview as QualityReview
    from smo_metrics.status.labelling.quality_review import quality_review as quality_review

_HOMES = {
    "basis.kpi": ("Kpi",),
    "basis.wording": ("STATUS_WORDS",),
    "labelling.quality_review": ("QualityReview", "quality_review"),
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
