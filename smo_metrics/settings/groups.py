"""What a project may set beyond its labels: what was promised, by when, at what cost, and what protects its people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from smo_metrics.settings.strict import Names, Strict

TARGETS_BY = ("priority", "queue", "region")


def _day(given: Any) -> Any:
    """Take a cell's date, which comes as midnight of that day."""
    return given.date() if isinstance(given, datetime) else given


def _clock_time(given: Any) -> Any:
    """Take a cell's time of day, which Excel may hold as a time."""
    return given.strftime("%H:%M") if isinstance(given, time) else given


Day = Annotated[date, BeforeValidator(_day)]


class Sla(Strict):
    """What was promised for each task.

    Attributes
    ----------
    sla_hours : float or None
        Hours within which a task has to be finished; without, no figure of the SLA is computed.
    sla_clock : str
        ``wall``, or ``work`` for hours of the team's calendar.
    sla_goal, sla_minimum : float
        Share of tasks that has to be in time; below the minimum it is red.
    start_stage, stop_stage : str or None
        Where the clock starts and stops; None: when the task arrives, when it is finished.
    pause_stages : tuple of str
        Time at these stages does not count.
    targets : mapping of str to mapping of str to float
        Other hours by priority, queue or region, such as ``{"priority": {"urgent": 4}}``.
    """

    sla_hours: float | None = Field(None, gt=0, le=876_600)
    sla_clock: Literal["wall", "work"] = "wall"
    sla_goal: float = Field(0.95, gt=0, le=1)
    sla_minimum: float = Field(0.9, ge=0, le=1)
    start_stage: str | None = None
    stop_stage: str | None = None
    pause_stages: Names = ()
    targets: Mapping[Literal["priority", "queue", "region"], Mapping[str, float]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ordered(self) -> Sla:
        if self.sla_minimum > self.sla_goal:
            raise ValueError(f"sla_minimum ({self.sla_minimum}) must not be above sla_goal ({self.sla_goal})")
        return self


class Delivery(Strict):
    """What has to be delivered by when.

    Attributes
    ----------
    start_date, due_date : datetime.date or None
    scope_tasks : float or None
        Tasks in total, those done already included.
    gaps : str or None
        What a day without a row in the volumes means: ``zero`` tasks done, or ``missing`` for not counted.
    """

    start_date: Day | None = None
    due_date: Day | None = None
    scope_tasks: float | None = Field(None, ge=0)
    gaps: Literal["zero", "missing"] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Delivery:
        if self.start_date and self.due_date and self.due_date < self.start_date:
            raise ValueError(f"due_date ({self.due_date}) must not be before start_date ({self.start_date})")
        return self


class Exposure(Strict):
    """What protects people who look at sensitive content.

    The defaults are an example: the Internet Watch Foundation's published practice (2024) of at most five hours a day,
    hourly breaks and no such work after 16:00. They are to be replaced by the organisation's own rules.

    Attributes
    ----------
    sensitive_tiers : tuple of str
        Tiers of the labels' `exposure` that count; empty: all but ``none`` and ``0``.
    exposure_cap_hours : float
        At most so many hours of sensitive content a person and day.
    break_after_hours, break_minutes : float
        After so many hours without one, a break of so many minutes is due.
    exposure_cutoff : str
        Local time, ``HH:MM``, after which nobody should look at sensitive content; empty: no such rule.
    pseudonyms : bool
        Show codes instead of people's names.
    """

    sensitive_tiers: Names = ()
    exposure_cap_hours: float = Field(5.0, gt=0, le=24)
    break_after_hours: float = Field(1.0, gt=0, le=24)
    break_minutes: float = Field(10.0, gt=0, le=240)
    exposure_cutoff: Annotated[str, BeforeValidator(_clock_time)] = "16:00"
    pseudonyms: bool = False

    @field_validator("exposure_cutoff")
    @classmethod
    def _time_of_day(cls, cutoff: str) -> str:
        if cutoff not in ("", "none") and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", cutoff):
            raise ValueError("write a time of day such as 16:00, or none")
        return "" if cutoff == "none" else cutoff


class Cost(Strict):
    """What work costs: one rate for an hour of it, and what may be spent.

    Attributes
    ----------
    hourly_cost, budget : float or None
    currency : str
    """

    hourly_cost: float | None = Field(None, gt=0)
    budget: float | None = Field(None, gt=0)
    currency: str = Field("", max_length=10)
