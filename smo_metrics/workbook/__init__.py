"""Workbooks on disk: created from a template, refreshed in place without losing a cell."""

from smo_metrics.workbook.create import TEMPLATES, create
from smo_metrics.workbook.refresh import RefreshReport, refresh

__all__ = ["TEMPLATES", "RefreshReport", "create", "refresh"]
