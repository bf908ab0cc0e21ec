"""Where does work wait, why, and what would a fix gain? Calendars, stage times, causes, simulation, bottlenecks.

Public names are imported at first use (PEP 562): a cell that adds work hours needs no simulation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smo_metrics.flow.causes.shifting_bottleneck import ShiftingBottleneck as ShiftingBottleneck
    from smo_metrics.flow.causes.shifting_bottleneck import shifting_bottleneck as shifting_bottleneck
    from smo_metrics.flow.causes.waiting_causes import WaitingCauses as WaitingCauses
    from smo_metrics.flow.causes.waiting_causes import waiting_causes as waiting_causes
    from smo_metrics.flow.charts.control_chart import ControlChart as ControlChart
    from smo_metrics.flow.charts.control_chart import control_chart as control_chart
    from smo_metrics.flow.events.event_log import EventLog as EventLog
    from smo_metrics.flow.events.event_log import event_log as event_log
    from smo_metrics.flow.hours.calendar import WorkCalendar as WorkCalendar
    from smo_metrics.flow.hours.calendar_text import calendar_text as calendar_text
    from smo_metrics.flow.hours.calendar_text import parse_calendar as parse_calendar
    from smo_metrics.flow.hours.calendar_text import parse_calendars as parse_calendars
    from smo_metrics.flow.hours.discovery import DiscoveredCalendars as DiscoveredCalendars
    from smo_metrics.flow.hours.discovery import discover_calendars as discover_calendars
    from smo_metrics.flow.hours.overlap import OverlapResult as OverlapResult
    from smo_metrics.flow.hours.overlap import overlap_hours as overlap_hours
    from smo_metrics.flow.simulation.bottlenecks import Bottlenecks as Bottlenecks
    from smo_metrics.flow.simulation.bottlenecks import find_bottlenecks as find_bottlenecks
    from smo_metrics.flow.simulation.fix import Fix as Fix
    from smo_metrics.flow.simulation.flow_model import FlowModel as FlowModel
    from smo_metrics.flow.simulation.flow_model import flow_model as flow_model
    from smo_metrics.flow.simulation.network import Network as Network
    from smo_metrics.flow.simulation.network import Pool as Pool
    from smo_metrics.flow.simulation.simulate import SimulationResult as SimulationResult
    from smo_metrics.flow.simulation.simulate import simulate as simulate
    from smo_metrics.flow.simulation.team_hours import TeamHours as TeamHours
    from smo_metrics.flow.simulation.team_hours import team_hours as team_hours
    from smo_metrics.flow.simulation.what_if import WhatIfResult as WhatIfResult
    from smo_metrics.flow.simulation.what_if import what_if as what_if
    from smo_metrics.flow.simulation.workload import Workload as Workload
    from smo_metrics.flow.times.batches import Batches as Batches
    from smo_metrics.flow.times.batches import batches as batches
    from smo_metrics.flow.times.cumulative_flow import CumulativeFlow as CumulativeFlow
    from smo_metrics.flow.times.cumulative_flow import cumulative_flow as cumulative_flow
    from smo_metrics.flow.times.handoffs import Handoffs as Handoffs
    from smo_metrics.flow.times.handoffs import handoffs as handoffs
    from smo_metrics.flow.times.littles_law import LittlesLawResult as LittlesLawResult
    from smo_metrics.flow.times.littles_law import littles_law as littles_law
    from smo_metrics.flow.times.rework import Rework as Rework
    from smo_metrics.flow.times.rework import rework as rework
    from smo_metrics.flow.times.stage_times import StageTimes as StageTimes
    from smo_metrics.flow.times.stage_times import stage_times as stage_times
    from smo_metrics.flow.times.utilisation import Utilisation as Utilisation
    from smo_metrics.flow.times.utilisation import utilisation as utilisation
    from smo_metrics.flow.times.wip_age import WipAge as WipAge
    from smo_metrics.flow.times.wip_age import wip_age as wip_age

_HOMES = {
    "causes.shifting_bottleneck": ("ShiftingBottleneck", "shifting_bottleneck"),
    "causes.waiting_causes": ("WaitingCauses", "waiting_causes"),
    "charts.control_chart": ("ControlChart", "control_chart"),
    "events.event_log": ("EventLog", "event_log"),
    "hours.calendar": ("WorkCalendar",),
    "hours.calendar_text": ("calendar_text", "parse_calendar", "parse_calendars"),
    "hours.discovery": ("DiscoveredCalendars", "discover_calendars"),
    "hours.overlap": ("OverlapResult", "overlap_hours"),
    "simulation.bottlenecks": ("Bottlenecks", "find_bottlenecks"),
    "simulation.fix": ("Fix",),
    "simulation.flow_model": ("FlowModel", "flow_model"),
    "simulation.network": ("Network", "Pool"),
    "simulation.simulate": ("SimulationResult", "simulate"),
    "simulation.team_hours": ("TeamHours", "team_hours"),
    "simulation.what_if": ("WhatIfResult", "what_if"),
    "simulation.workload": ("Workload",),
    "times.batches": ("Batches", "batches"),
    "times.cumulative_flow": ("CumulativeFlow", "cumulative_flow"),
    "times.handoffs": ("Handoffs", "handoffs"),
    "times.littles_law": ("LittlesLawResult", "littles_law"),
    "times.rework": ("Rework", "rework"),
    "times.stage_times": ("StageTimes", "stage_times"),
    "times.utilisation": ("Utilisation", "utilisation"),
    "times.wip_age": ("WipAge", "wip_age"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'smo_metrics.flow' has no attribute {name!r}")
    return getattr(importlib.import_module(f"smo_metrics.flow.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
