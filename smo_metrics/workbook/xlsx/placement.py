"""Where does each cell of the user stand after the tables have moved, and would any be overwritten?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import Area, address, parse_area
from smo_metrics.workbook.xlsx.cells import Cell, Formula, write_cell
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import main, parse
from smo_metrics.workbook.xlsx.moves import RowMoves
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.rows import Sheet
from smo_metrics.workbook.xlsx.totals import with_total, without_value


@dataclass(slots=True)
class Placement:
    """The user's cells of one sheet at their new places, as XML.

    Parameters
    ----------
    cells : dict
        row -> column -> the written cell.
    styles : dict
        (row, column) -> style, for cells outside managed rows.
    attributes : dict
        row -> attributes of the row element.
    full : set
        (row, column) of every cell that holds something.
    formulas : set
        (row, column) of every cell with a formula.
    stuck : list of str
        Cells whose formula could not be shifted and stayed as it was.
    """

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    styles: dict[tuple[int, int], str] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)
    full: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    stuck: list[str] = field(default_factory=list)


def pinned_areas(layout: Layout, sheet: Sheet) -> list[Area]:
    """List what spans several rows and therefore cannot follow one row: other tables, pivots, merges, arrays."""
    managed = {rows.table.name for rows in sheet.tables}
    areas = [t.area for t in layout.tables.values() if t.sheet == sheet.name and t.name not in managed]
    for part in layout.package.related(sheet.part, "pivotTable"):
        location = parse(layout.package.read(part), part).find(main("location"))
        areas += _areas([location.get("ref", "")] if location is not None else [])
    areas += _areas(merge.get("ref", "") for merge in sheet.root.iter(main("mergeCell")))
    rows = [row.cells for row in sheet.rows.values()]
    rows += [cells for table in sheet.tables for cells in table.cells.values()]
    areas += [
        cell.formula.area
        for cells in rows
        for cell in cells.values()
        if cell.formula is not None and cell.formula.area is not None
    ]
    return [area for area in areas if area.bottom > area.top]


def place(sheet: Sheet, plans: Sequence[TablePlan], moves: RowMoves) -> Placement:
    """Give every cell of the user its new place; refuse when something would be overwritten."""
    placement = Placement()
    _refuse_overlaps(sheet, plans, moves.pinned)
    for number, row in sheet.rows.items():
        to = moves.moved.get(number, number)
        placement.attributes[to] = row.attributes
        totalled = next((plan for plan in plans if _is_total(plan, number)), None)
        for column, old in row.cells.items():
            cell = old if totalled is None else with_total(old, totalled, sheet.prefix)
            placement.styles[to, column] = cell.style
            _put(sheet, placement, plans, cell, (number, column), (to, column))
    for plan in plans:
        for number, cells in plan.old.cells.items():
            for column, cell in cells.items():
                row_to = moves.row(number, column)
                if row_to is not None:
                    _put(sheet, placement, plans, without_value(cell), (number, column), (row_to, column))
        top, attributes = plan.table.data.top, plan.old.attributes
        for i, source in enumerate(plan.sources):
            if source is not None:
                placement.attributes[top + i] = attributes.get(source, "")
    return placement


def _put(
    sheet: Sheet,
    placement: Placement,
    plans: Sequence[TablePlan],
    cell: Cell,
    origin: tuple[int, int],
    place: tuple[int, int],
) -> None:
    row, column = place
    gained = next((plan for plan in plans if _gains(plan, origin[0]) and plan.data.holds(row, column)), None)
    if gained is not None and not cell.has_content:
        return
    if gained is not None or (place in placement.full and cell.has_content):
        plan = gained or next((plan for plan in plans if _beside(plan, row)), plans[0])
        raise _in_the_way(sheet, plan.table.name, place)
    if place in placement.full:
        return
    try:
        text = write_cell(cell, row, column, sheet.prefix)
    except ValueError:
        placement.stuck.append(address(row, column))
        text = write_cell(_unshifted(cell, row, column), row, column, sheet.prefix)
    placement.cells.setdefault(row, {})[column] = text
    if cell.has_content:
        placement.full.add(place)
    if cell.formula is not None:
        placement.formulas.add(place)


def _is_total(plan: TablePlan, row: int) -> bool:
    return plan.table.data.bottom < row <= plan.table.area.bottom


def _gains(plan: TablePlan, row: int) -> bool:
    return row > plan.table.area.bottom or row < plan.table.data.top


def _beside(plan: TablePlan, row: int) -> bool:
    return plan.table.area.top <= row <= max(plan.area.bottom, plan.table.area.bottom)


def _unshifted(cell: Cell, row: int, column: int) -> Cell:
    formula = Formula(cell.formula.text, row, column) if cell.formula is not None else None
    return Cell(cell.style, cell.attributes, formula, cell.rest, cell.text)


def _refuse_overlaps(sheet: Sheet, plans: Sequence[TablePlan], pinned: Sequence[Area]) -> None:
    for i, plan in enumerate(plans):
        for other in plans[i + 1 :]:
            old, its = plan.table.area, other.table.area
            if old.top <= its.bottom and its.top <= old.bottom:
                raise WorkbookError(
                    f"tables {plan.table.name} and {other.table.name} stand side by side on {sheet.name}, "
                    "so their rows cannot be refreshed apart. Cut one of them and paste it to a sheet of its own."
                )
        grown = Area(plan.table.area.bottom + 1, plan.area.left, plan.area.bottom, plan.area.right)
        if plan.growth > 0:
            for area in [*pinned, *(p.table.area for p in plans if p is not plan)]:
                if grown.meets(area):
                    raise _in_the_way(sheet, plan.table.name, (area.top, area.left))


def _in_the_way(sheet: Sheet, table: str, place: tuple[int, int]) -> WorkbookError:
    return WorkbookError(
        f"table {table} needs the cell {sheet.name}!{address(*place)}, which holds something of yours. "
        "Move what stands below or beside the table to another sheet and try again."
    )


def _areas(references: Iterable[str]) -> list[Area]:
    return [area for area in map(parse_area, references) if area is not None]
