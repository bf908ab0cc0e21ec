"""Which cells are selected?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw


def selected_cells(app: xw.App) -> xw.Range | None:
    """Give the selected cells; None where a chart or a picture is selected instead."""
    try:
        return app.selection
    except AttributeError:
        # xlwings expects an error of COM here; pywin32 raises this one for an object that has no address.
        return None
