"""Which exports can be read, and what comes out: a checked table and a report of what was left aside."""

from __future__ import annotations

from smo_metrics.readers.column_map import parse_columns
from smo_metrics.readers.files import FORMATS, read
from smo_metrics.readers.report import ReadReport, Tables

__all__ = ["FORMATS", "ReadReport", "Tables", "parse_columns", "read"]
