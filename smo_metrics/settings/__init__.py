"""What a project may set and where each value came from: a workbook's Settings sheet over a TOML file over defaults."""

from smo_metrics.settings.groups import Cost, Delivery, Exposure, Sla
from smo_metrics.settings.load import load_project, load_source
from smo_metrics.settings.project import Project, Source
from smo_metrics.settings.thresholds import Thresholds

__all__ = ["Cost", "Delivery", "Exposure", "Project", "Sla", "Source", "Thresholds", "load_project", "load_source"]
