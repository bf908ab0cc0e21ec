"""Agreement and quality metrics for data-annotation teams, in Python, in Excel and from the shell.

Public names are imported at first use (PEP 562), so that ``import smo_metrics`` itself is quick.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "smo_metrics.agreement": (
        "AgreementResult", "BreakdownResult", "Interval", "Ratings", "agreement_over_time", "agreement_table",
        "annotator_agreement", "category_agreement", "cohen_kappa", "cohen_kappa_maximum", "fleiss_kappa", "gwet_ac",
        "item_agreement", "krippendorff_alpha", "percent_agreement",
    ),
    "smo_metrics.quality": ("GoldAccuracyResult", "gold_accuracy"),
    "smo_metrics.readers": ("read",),
    "smo_metrics.workbook": ("create", "refresh"),
    "smo_metrics.errors": ("ReadError", "SettingsError", "SmoError", "TableError", "WorkbookError"),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
