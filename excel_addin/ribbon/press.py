"""What happens when a button of the ribbon is pressed? Excel calls `press` with its tag and shows the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlwings as xw

from excel_addin.ribbon import macros
from excel_addin.ribbon.messages import defect, refusal, shown
from smo_metrics.errors import SmoError, WorkbookError

_MACROS_BY_THE_USERS_SETTING = 2


@xw.func
def press(tag: str, path: str) -> str:
    """Do what a button says.

    Parameters
    ----------
    tag : str
        The action, and after a colon what it is about: ``refresh``, ``insert:SMO_COHEN_KAPPA``.
    path : str
        The file that the user chose; empty where a button asks for none.

    Returns
    -------
    str
        What to show: a refusal begins with ``SMO: ``; nothing for an action whose result is seen anyway.
    """
    try:
        app = xw.Book.caller().app
        with _quiet(app):
            return shown(_perform(app, tag, Path(path or "")))
    except SmoError as error:
        return refusal(error)
    except Exception as error:
        # Raised further it would reach the user as a traceback in a box of VBA.
        return defect(error)


def _perform(app: xw.App, tag: str, path: Path) -> str:
    action, _, subject = tag.partition(":")
    match action, subject:
        case "import", ("labels" | "events" | "volumes" | "roster") as table:
            return macros.import_export(_active(app), table, path)
        case "check", "":
            return macros.check_data(_active(app))
        case "new", template:
            return macros.new_workbook(app, template, path)
        case "refresh", "":
            return macros.refresh_sources(_active(app))
        case "update", "clipboard":
            return macros.copy_update(_active(app))
        case "update", "file":
            return macros.save_update(_active(app))
        case "rebuild", "":
            return macros.rebuild_workbook(_active(app))
        case "undo", "":
            return macros.undo_refresh(_active(app))
        case "insert", name:
            return macros.insert(_active(app), name)
        case "start", "":
            return macros.getting_started()
        case "doctor", "":
            return macros.doctor()
        case "about", "":
            return macros.about(app)
    raise ValueError(f"no action for the tag {tag!r}")


def _active(app: xw.App) -> xw.Book:
    # Another workbook may be the active one behind it.
    if app.api.ActiveProtectedViewWindow is not None:
        raise WorkbookError("the workbook is in Protected View. Click Enable Editing above the sheet, then try again.")
    if app.api.ActiveWorkbook is None:
        raise WorkbookError("no workbook is open. Open one, or make one with SMO > New from template.")
    return app.books.active


@contextmanager
def _quiet(app: xw.App) -> Iterator[None]:
    """Keep Excel from redrawing, asking and running macros meanwhile, and give it all back whatever happens."""
    excel = app.api
    security = excel.AutomationSecurity
    try:
        app.screen_updating = app.display_alerts = False
        # A workbook that a program opens would run its macros without asking.
        excel.AutomationSecurity = _MACROS_BY_THE_USERS_SETTING
        yield
    finally:
        with suppress(Exception):
            app.status_bar = False
        with suppress(Exception):
            app.display_alerts = True
        with suppress(Exception):
            app.screen_updating = True
        with suppress(Exception):
            excel.AutomationSecurity = security
