"""What does a formula show that hangs on rows which have changed? Nothing, rather than its value of before.

A program that calculates fills it in when it opens the workbook; one that does not (a preview, a reader of files) would
show the old value as if it were of today. Only the common totals of managed columns are worked out here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.cells import Cell
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.values import plain

if TYPE_CHECKING:
    import pandas as pd

_SUBTOTAL = re.compile(r"SUBTOTAL\(10([1-59]),\w*\[([^\[\]#@']+)\]\)")


def without_value(cell: Cell) -> Cell:
    """Take the value from a formula's cell; every other cell stays."""
    return cell if cell.formula is None else replace(cell, attributes=_untyped(cell.attributes), rest="")


def with_total(cell: Cell, plan: TablePlan, prefix: str) -> Cell:
    """Give a totals cell its new value where it is a total of a managed column; no value otherwise."""
    if cell.formula is None:
        return cell
    total = _total(cell.formula.text, plan)
    cell = without_value(cell)
    return cell if total is None else replace(cell, rest=f"<{prefix}v>{total!r}</{prefix}v>")


def _total(formula: str, plan: TablePlan) -> float | int | None:
    """Work out a total as Excel does, which leaves out the rows that a filter hides: here, with a filter none."""
    match = _SUBTOTAL.fullmatch(formula)
    column = _managed_column(plan, match[2]) if match else None
    if match is None or column is None or plan.table.is_filtered:
        return None
    cells = [plain(value, False) for value in column.tolist()]
    numbers = [float(text) for kind, text in cells if kind in ("number", "time")]
    match match[1]:
        case "1":
            return sum(numbers) / len(numbers) if numbers else None
        case "2":
            return len(numbers)
        case "3":
            return sum(kind != "empty" for kind, _ in cells)
        case "4":
            return max(numbers, default=0)
        case "5":
            return min(numbers, default=0)
    return sum(numbers)


def _managed_column(plan: TablePlan, header: str) -> pd.Series | None:
    names = {str(name).casefold(): name for name in plan.frame.columns}
    return plan.frame[names[header.casefold()]] if header.casefold() in names else None


def _untyped(attributes: str) -> str:
    return re.sub(r' t="\w+"', "", attributes)
