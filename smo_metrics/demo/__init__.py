"""Which files a newcomer tries first: an invented Label Studio export and the roster of its annotators.

Both are written by ``templates/demo_export.py`` from a fixed seed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from smo_metrics.errors import ReadError

EXPORT = Path(__file__).with_name("label_studio_export.json")
ROSTER = Path(__file__).with_name("roster.csv")


def place(folder: Path) -> None:
    """Copy the demo's two files into a folder, which is created if missing.

    Raises
    ------
    ReadError
        The folder cannot be written, or holds a file of such a name that is not the demo's.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in (EXPORT, ROSTER):
            target = folder / file.name
            if target.exists() and target.read_bytes() != file.read_bytes():
                raise ReadError(f"{target} exists and is not the demo's. Name another folder: smo-metrics demo FOLDER.")
        for file in (EXPORT, ROSTER):
            shutil.copyfile(file, folder / file.name)
    except OSError as error:
        raise ReadError(f"{folder}: the demo's files cannot be put there ({error.strerror}). Name another.") from None
