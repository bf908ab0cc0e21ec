"""How does a workbook become again what it was before its last refresh?"""

from __future__ import annotations

import shutil
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.create import TEMPLATES
from smo_metrics.workbook.xlsx.exchange import backup_path, exchange, is_changed_since, new_beside
from smo_metrics.workbook.xlsx.read import read_meta
from smo_metrics.workbook.xlsx.save import check_writable, not_written


def undo(path: str | Path, *, force: bool = False) -> Path:
    """Let a workbook change places with its copy from before the last refresh; done again, the refreshed one is back.

    Parameters
    ----------
    path : str or Path
        The workbook. It is replaced at once or not at all.
    force : bool
        Go on even where somebody saved the workbook since the refresh; what they saved becomes the backup.

    Returns
    -------
    Path
        The backup ``*.before-refresh.xlsx``, which now holds the workbook as it was until now.

    Raises
    ------
    WorkbookError
        There is nothing to put back, the workbook is open or read-only, it was saved since the refresh, or the files
        cannot be written. The workbook and its backup are as they were.
    """
    path = Path(path).resolve()
    if not path.is_file():
        raise WorkbookError(f"there is no workbook {path}. Check the name.")
    before = workbook_before(path)
    check_writable(path)
    if not force and is_changed_since(path, before):
        raise WorkbookError(
            f"{path.name} was saved or copied after its last refresh, and undoing that would put an older state in its "
            f"place. To go on all the same (what is there now is kept as {before.name}): "
            "smo-metrics refresh BOOK --undo --force"
        )
    new: Path | None = None
    try:
        new = new_beside(path)
        shutil.copy2(before, new)
        return exchange(path, new)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        if new is not None:
            new.unlink(missing_ok=True)


def workbook_before(path: Path) -> Path:
    """Find the copy of a workbook from before its last refresh.

    Raises
    ------
    WorkbookError
        There is none, or what has its name is no workbook of ours.
    """
    before = backup_path(path)
    if not before.exists():
        raise WorkbookError(f"there is no {before.name} beside the workbook. Nothing to undo; refresh it first.")
    if not _is_ours(before):
        raise WorkbookError(
            f"{before.name} is no workbook made from a template of ours, so {path.name} was left as it is. "
            f"Nothing to undo: give {before.name} another name, and refresh {path.name}."
        )
    return before


def _is_ours(path: Path) -> bool:
    try:
        return read_meta(path).get("template") in TEMPLATES
    except WorkbookError:
        return False
