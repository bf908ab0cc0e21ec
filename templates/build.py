"""Does each committed workbook still match its source? Write them all, or check them all."""

from __future__ import annotations

import argparse
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from templates import (
    bottleneck_review,
    delivery_forecast,
    exposure_log,
    function_examples,
    quality_review,
    weekly_status,
)

FOLDER = Path(__file__).parent
WORKBOOKS: dict[str, Callable[[Path], None]] = {
    weekly_status.NAME: weekly_status.build,
    quality_review.NAME: quality_review.build,
    delivery_forecast.NAME: delivery_forecast.build,
    bottleneck_review.NAME: bottleneck_review.build,
    exposure_log.NAME: exposure_log.build,
    function_examples.NAME: function_examples.build,
}


def parts(path: Path) -> list[tuple[str, bytes]]:
    """Give the parts of a workbook in their order, unpacked: how they were compressed does not matter."""
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def differing(folder: Path) -> list[str]:
    """Name the workbooks in `folder` that are missing, unreadable or other than what their source builds."""
    names = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, build in WORKBOOKS.items():
            fresh = Path(scratch) / f"{name}.xlsx"
            build(fresh)
            committed = folder / fresh.name
            if not zipfile.is_zipfile(committed) or parts(committed) != parts(fresh):
                names.append(fresh.name)
    return names


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> int:
    """Write every workbook, or with ``--check`` return 1 and name those that differ from their source."""
    parser = argparse.ArgumentParser(prog="python -m templates.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a workbook differs")
    if parser.parse_args(arguments).check:
        stale = differing(folder)
        for name in stale:
            print(f"{name} differs from its source. Run: python -m templates.build", file=sys.stderr)
        return 1 if stale else 0
    for name, build in WORKBOOKS.items():
        build(folder / f"{name}.xlsx")
    return 0


if __name__ == "__main__":
    sys.exit(main())
