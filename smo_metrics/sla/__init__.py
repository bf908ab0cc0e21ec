"""Will we meet the SLA, when will it be done, which tasks will be late, how many people does it take?

Public names are imported at first use (PEP 562): a due date needs no simulation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.sla.clock.policy import SlaPolicy as SlaPolicy

_HOMES = {
    "clock.policy": ("SlaPolicy",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics.sla' has no attribute {name!r}")
    return getattr(importlib.import_module(f"smo_metrics.sla.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
