"""One labelling project's settings, and the exports that its workbook is refreshed from."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, field_validator

from smo_metrics._columns import label_text
from smo_metrics._zones import is_zone
from smo_metrics.settings.groups import Cost, Delivery, Exposure, Sla
from smo_metrics.settings.strict import Strict
from smo_metrics.settings.thresholds import Thresholds

SourceTable = Literal["labels", "events", "volumes", "roster"]


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError(f"{name!r} is no time zone; write one like Asia/Singapore or Europe/Dublin")
    return name


class Source(Strict):
    """One export that a workbook is refreshed from."""

    path: str = Field(min_length=1)
    table: SourceTable = "labels"
    format: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    timezone: str | None = None
    mode: Literal["replace", "append"] = "replace"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        return zone if zone is None else _zone(zone)


class Project(Strict):
    """A labelling project's settings.

    Attributes
    ----------
    project : str
        Name shown on the dashboard.
    timezone : str
        IANA zone of the reader, whose days and weeks count.
    level : str
        What labels are: nominal, ordinal or interval.
    confidence : float
        Nominal coverage of all intervals.
    as_of : datetime.datetime or None
        The moment that the exports show, in `timezone` where it names no zone; None: the latest in them.
    categories : tuple of str
        The category domain in order; empty = as found.
    thresholds : Thresholds
    sla : Sla
    delivery : Delivery
    exposure : Exposure
    cost : Cost
    sources : tuple of Source
    """

    project: str = "Labelling project"
    timezone: str = "UTC"
    level: Literal["nominal", "ordinal", "interval"] = "nominal"
    confidence: float = Field(0.95, gt=0.5, lt=1)
    as_of: datetime | None = None
    categories: tuple[str | float, ...] = ()
    thresholds: Thresholds = Field(default_factory=Thresholds)
    sla: Sla = Field(default_factory=Sla)
    delivery: Delivery = Field(default_factory=Delivery)
    exposure: Exposure = Field(default_factory=Exposure)
    cost: Cost = Field(default_factory=Cost)
    sources: tuple[Source, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return _zone(zone)

    @field_validator("categories", mode="before")
    @classmethod
    def _truth_values_are_names(cls, categories: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(label_text(c) if isinstance(c, bool) else c for c in categories)
