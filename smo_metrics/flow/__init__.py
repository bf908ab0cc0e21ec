"""Where does work wait, why, and what would a fix gain? Calendars, stage times, causes, simulation, bottlenecks.

Public names are imported at first use (PEP 562): a cell that adds work hours needs no simulation.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.flow.batches import Batches as Batches
    from smo_metrics.flow.batches import batches as batches
    from smo_metrics.flow.bottlenecks import Bottlenecks as Bottlenecks
    from smo_metrics.flow.bottlenecks import find_bottlenecks as find_bottlenecks
    from smo_metrics.flow.calendar import WorkCalendar as WorkCalendar
    from smo_metrics.flow.calendar_text import calendar_text as calendar_text
    from smo_metrics.flow.calendar_text import parse_calendar as parse_calendar
    from smo_metrics.flow.calendar_text import parse_calendars as parse_calendars
    from smo_metrics.flow.control_chart import ControlChart as ControlChart
    from smo_metrics.flow.control_chart import control_chart as control_chart
    from smo_metrics.flow.cumulative_flow import CumulativeFlow as CumulativeFlow
    from smo_metrics.flow.cumulative_flow import cumulative_flow as cumulative_flow
    from smo_metrics.flow.discovery import DiscoveredCalendars as DiscoveredCalendars
    from smo_metrics.flow.discovery import discover_calendars as discover_calendars
    from smo_metrics.flow.event_log import EventLog as EventLog
    from smo_metrics.flow.event_log import event_log as event_log
    from smo_metrics.flow.fix import Fix as Fix
    from smo_metrics.flow.flow_model import FlowModel as FlowModel
    from smo_metrics.flow.flow_model import flow_model as flow_model
    from smo_metrics.flow.handoffs import Handoffs as Handoffs
    from smo_metrics.flow.handoffs import handoffs as handoffs
    from smo_metrics.flow.littles_law import LittlesLawResult as LittlesLawResult
    from smo_metrics.flow.littles_law import littles_law as littles_law
    from smo_metrics.flow.network import Network as Network
    from smo_metrics.flow.network import Pool as Pool
    from smo_metrics.flow.overlap import OverlapResult as OverlapResult
    from smo_metrics.flow.overlap import overlap_hours as overlap_hours
    from smo_metrics.flow.rework import Rework as Rework
    from smo_metrics.flow.rework import rework as rework
    from smo_metrics.flow.shifting_bottleneck import ShiftingBottleneck as ShiftingBottleneck
    from smo_metrics.flow.shifting_bottleneck import shifting_bottleneck as shifting_bottleneck
    from smo_metrics.flow.simulation import SimulationResult as SimulationResult
    from smo_metrics.flow.simulation import simulate as simulate
    from smo_metrics.flow.stage_times import StageTimes as StageTimes
    from smo_metrics.flow.stage_times import stage_times as stage_times
    from smo_metrics.flow.team_hours import TeamHours as TeamHours
    from smo_metrics.flow.team_hours import team_hours as team_hours
    from smo_metrics.flow.utilisation import Utilisation as Utilisation
    from smo_metrics.flow.utilisation import utilisation as utilisation
    from smo_metrics.flow.waiting_causes import WaitingCauses as WaitingCauses
    from smo_metrics.flow.waiting_causes import waiting_causes as waiting_causes
    from smo_metrics.flow.what_if import WhatIfResult as WhatIfResult
    from smo_metrics.flow.what_if import what_if as what_if
    from smo_metrics.flow.wip_age import WipAge as WipAge
    from smo_metrics.flow.wip_age import wip_age as wip_age
    from smo_metrics.flow.workload import Workload as Workload

_HOMES = {
    "batches": ("Batches", "batches"),
    "bottlenecks": ("Bottlenecks", "find_bottlenecks"),
    "calendar": ("WorkCalendar",),
    "calendar_text": ("calendar_text", "parse_calendar", "parse_calendars"),
    "control_chart": ("ControlChart", "control_chart"),
    "cumulative_flow": ("CumulativeFlow", "cumulative_flow"),
    "discovery": ("DiscoveredCalendars", "discover_calendars"),
    "event_log": ("EventLog", "event_log"),
    "fix": ("Fix",),
    "flow_model": ("FlowModel", "flow_model"),
    "handoffs": ("Handoffs", "handoffs"),
    "littles_law": ("LittlesLawResult", "littles_law"),
    "network": ("Network", "Pool"),
    "overlap": ("OverlapResult", "overlap_hours"),
    "rework": ("Rework", "rework"),
    "shifting_bottleneck": ("ShiftingBottleneck", "shifting_bottleneck"),
    "simulation": ("SimulationResult", "simulate"),
    "stage_times": ("StageTimes", "stage_times"),
    "team_hours": ("TeamHours", "team_hours"),
    "utilisation": ("Utilisation", "utilisation"),
    "waiting_causes": ("WaitingCauses", "waiting_causes"),
    "what_if": ("WhatIfResult", "what_if"),
    "wip_age": ("WipAge", "wip_age"),
    "workload": ("Workload",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


class _Package(ModuleType):
    """Keeps `stage_times` the function: Python would put the module of that name in its place on import."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _HOME or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


importlib.import_module(__name__).__class__ = _Package


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics.flow' has no attribute {name!r}")
    return getattr(importlib.import_module(f"smo_metrics.flow.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
