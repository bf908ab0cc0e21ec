"""Where does work wait, why, and what would a fix gain? Calendars, stage times, causes, simulation, bottlenecks."""

from smo_metrics.flow.event_log import EventLog, event_log

__all__ = ["EventLog", "event_log"]
