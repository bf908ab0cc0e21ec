"""Workbooks on disk: created from a template, refreshed in place without losing a cell, rebuilt, checked, reported."""

from smo_metrics.workbook.create import TEMPLATES, create
from smo_metrics.workbook.lint import LintReport, lint
from smo_metrics.workbook.rebuild import RebuildReport, rebuild
from smo_metrics.workbook.refresh import RefreshReport, refresh
from smo_metrics.workbook.undo import undo

__all__ = [
    "TEMPLATES",
    "LintReport",
    "RebuildReport",
    "RefreshReport",
    "create",
    "lint",
    "rebuild",
    "refresh",
    "undo",
]
