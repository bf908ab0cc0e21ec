"""What is the same in every workbook before its first sheet: font, author, a date that does not change, window size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from templates.parts.style import FONT, FONT_SIZE

_CREATED = datetime(2026, 1, 1)


@contextmanager
def new_workbook(path: Path, title: str, subject: str) -> Iterator[Workbook]:
    """Begin a workbook at `path`, and write it at the end of the block."""
    with Workbook(str(path), {"default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE}}) as workbook:
        workbook.set_properties({"title": title, "subject": subject, "author": "smo-metrics", "created": _CREATED})
        workbook.set_size(1600, 1100)
        yield workbook
