"""The driver runs in LibreOffice's Python only; pytest, which imports what it collects, must pass it by."""

from __future__ import annotations

collect_ignore = ["driver.py"]
