"""Everything that `smo-metrics sla` says: what was kept, which tasks are at risk, the coming weeks, when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from smo_metrics._json import SCHEMA
from smo_metrics.errors import SmoError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.capacity.forecast_sla import SlaForecast, forecast_sla
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.attainment import Attainment, sla_attainment
from smo_metrics.sla.outcomes.breach_risk import BreachRisk, breach_risk
from smo_metrics.sla.throughput.when_done import WhenDone

_NOT_ASKED = "No forecast: --no-forecast was given."


@dataclass(frozen=True, slots=True, eq=False)
class SlaReport:
    """What an events table, a volumes table or both say.

    Attributes
    ----------
    attainment : Attainment or None
    risk : BreachRisk or None
    forecast : SlaForecast or None
    delivery : WhenDone or None
    delivery_notes : tuple of str
        What the days behind it rest on.
    left_out : tuple of str
        Why a part that could have been there is not.
    """

    attainment: Attainment | None = None
    risk: BreachRisk | None = None
    forecast: SlaForecast | None = None
    delivery: WhenDone | None = None
    delivery_notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was derived, assumed or is unsure, each sentence once, with what it is about."""
        notes: dict[str, str] = {}
        parts = {"": self.attainment, "Risk": self.risk, "Forecast": self.forecast, "Delivery": self.delivery}
        told = {about: part.warnings for about, part in parts.items() if part is not None}
        told["Delivery"] = (*self.delivery_notes, *told.get("Delivery", ()))
        for about, warnings in told.items():
            for sentence in warnings:
                notes.setdefault(sentence, f"{about}: {sentence}" if about else sentence)
        return tuple(notes.values())

    def with_delivery(self, delivery: WhenDone, notes: tuple[str, ...]) -> SlaReport:
        """Add when what remains is done, and what the days behind it rest on."""
        return replace(self, delivery=delivery, delivery_notes=notes)

    def with_note(self, sentence: str) -> SlaReport:
        """Add what was asked for and not done."""
        return replace(self, left_out=(*self.left_out, sentence))

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; what could not be computed is None."""
        return {
            "schema": SCHEMA,
            "attainment": self.attainment and self.attainment.to_dict(),
            "breach_risk": self.risk and self.risk.to_dict(),
            "forecast": self.forecast and self.forecast.to_dict(),
            "delivery": self.delivery and self.delivery.to_dict(),
            "left_out": list(self.left_out),
            "notes": list(self.notes),
        }


def sla_report(
    log: EventLog,
    policy: SlaPolicy,
    *,
    calendars: Calendars,
    timezone: str,
    by: Literal["region", "queue", "priority"] | None,
    horizon_days: int,
    replications: int,
    forecasted: bool,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> SlaReport:
    """Compute what a log allows; a log that cannot be simulated still tells what was kept and what is at risk."""
    progress("following every task on its clock")
    attainment = sla_attainment(log, policy, calendars=calendars, by=by, timezone=timezone)
    risk, forecast, left_out = None, None, []
    try:
        risk = breach_risk(log, policy, calendars=calendars)
    except SmoError as error:
        left_out.append(f"No breach risk: {error}")
    if not forecasted:
        left_out.append(_NOT_ASKED)
    else:
        try:
            forecast = forecast_sla(
                log,
                policy,
                calendars=calendars,
                timezone=timezone,
                horizon_days=horizon_days,
                replications=replications,
                rng=rng,
                progress=progress,
            )
        except SmoError as error:
            left_out.append(f"No forecast: {error}")
    return SlaReport(attainment, risk, forecast, left_out=tuple(left_out))


def zone_of(calendars: Calendars) -> str:
    """Give the zone that all calendars share, else UTC."""
    several = calendars.values() if isinstance(calendars, Mapping) else [calendars] if calendars else []
    zones = {calendar.timezone for calendar in several}
    return zones.pop() if len(zones) == 1 else "UTC"


def holiday_notes(uncounted: tuple[str, ...]) -> tuple[str, ...]:
    """Say whose holidays the delivery date leaves out."""
    if not uncounted:
        return ()
    return (
        f"Holidays of {', '.join(uncounted)} are not in the delivery date, since one region goes on while another is "
        'off: give each day\'s share of the team, --team "2026-12-24 = 0.5".',
    )
