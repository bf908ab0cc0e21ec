"""Which files a newcomer tries first: an invented Label Studio export, a roster of its annotators, a project's events.

The first two are written by ``templates/samples/demo_export.py``, the events by ``templates/samples/demo_events.py``,
from fixed seeds. `SAMPLE` is a folder with a whole project of eight weeks, by ``templates/samples/sample_project.py``:
tables, settings and calendars.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from smo_metrics.errors import ReadError

EXPORT = Path(__file__).with_name("label_studio_export.json")
ROSTER = Path(__file__).with_name("roster.csv")
EVENTS = Path(__file__).with_name("events.csv")
SAMPLE = Path(__file__).with_name("sample")


def place(folder: Path) -> None:
    """Copy the demo's files into a folder, which is created if missing.

    Raises
    ------
    ReadError
        The folder cannot be written, or holds a file of such a name that is not the demo's.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in (EXPORT, ROSTER, EVENTS):
            target = folder / file.name
            if target.exists() and target.read_bytes() != file.read_bytes():
                raise ReadError(f"{target} exists and is not the demo's. Name another folder: smo-metrics demo FOLDER.")
        for file in (EXPORT, ROSTER, EVENTS):
            shutil.copyfile(file, folder / file.name)
    except OSError as error:
        raise ReadError(f"{folder}: the demo's files cannot be put there ({error.strerror}). Name another.") from None
