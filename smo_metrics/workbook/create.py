"""A new workbook is a copy of a built template."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from smo_metrics.errors import WorkbookError

TEMPLATES = {
    "weekly_status": "the project's home: plan, quality, timeline, efficiency, wellness, risks, what changed",
    "quality_review": "agreement, gold accuracy, categories, annotators, drift, and what to adjudicate first",
    "delivery_forecast": "SLA attainment, tasks about to breach, the delivery date, scenarios, staffing",
    "bottleneck_review": "where work waits, why, and what each fix would gain",
    "exposure_log": "hours of sensitive content by person and day, caps, breaks, rotation",
    "function_examples": "every Excel function in one formula, beside the result it must give",
}


def create(template: str, path: str | Path) -> Path:
    """Create a workbook from a template.

    Parameters
    ----------
    template : str
        A name in `TEMPLATES`.
    path : str or Path
        The new workbook; nothing is overwritten.

    Returns
    -------
    Path
        The workbook created.

    Raises
    ------
    WorkbookError
        An unknown template, a file that exists, a folder that does not, a name that does not end in .xlsx.
    """
    path = Path(path)
    if template not in TEMPLATES:
        raise WorkbookError(f"there is no template {template!r}; the templates are {', '.join(TEMPLATES)}.")
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(f"{path.name}: a workbook's name must end in .xlsx.")
    if not path.parent.is_dir():
        raise WorkbookError(f"{path.parent} is no folder. Create it, or choose another place.")
    try:
        with path.open("xb") as book, _built(template).open("rb") as source:
            shutil.copyfileobj(source, book)
    except FileExistsError:
        raise WorkbookError(f"{path.name} exists already. Choose another name.") from None
    except OSError as error:
        raise WorkbookError(f"{path.name} cannot be written: {error.strerror}.") from None
    return path


def _built(template: str) -> Path:
    """Find the template in the installed package, or beside it in a checkout."""
    name = f"{template}.xlsx"
    installed = Path(str(resources.files("smo_metrics") / "workbook" / "templates" / name))
    return installed if installed.is_file() else Path(__file__).parents[2] / "templates" / name
