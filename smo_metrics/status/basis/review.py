"""What every review tells, whatever it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi

if TYPE_CHECKING:
    import pandas as pd


class Review(Protocol):
    """What every review tells, and every dashboard and weekly update shows."""

    @property
    def project(self) -> Project:
        """Its settings."""

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Key figures, the project's before its regions'."""

    @property
    def headlines(self) -> tuple[str, ...]:
        """Three sentences on top."""

    @property
    def chart_headlines(self) -> dict[str, str]:
        """What each chart shows, in a sentence."""

    @property
    def checks(self) -> pd.DataFrame:
        """Reconciliations: check, expected, found, ok, explanation."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know."""

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
