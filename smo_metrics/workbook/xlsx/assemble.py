"""What does a sheet's XML look like with the new values and the user's cells in it?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smo_metrics.workbook.xlsx.addresses import Area, address, column_letters
from smo_metrics.workbook.xlsx.cells import Formula, style_text, write_formula
from smo_metrics.workbook.xlsx.content import Value
from smo_metrics.workbook.xlsx.layout import TableColumn
from smo_metrics.workbook.xlsx.markup import main, serialise
from smo_metrics.workbook.xlsx.placement import Placement
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.rows import Sheet
from smo_metrics.workbook.xlsx.values import ValueWriter

_MARK = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """One table column ready to be written: its base style, and its values or None for a user's column."""

    of_table: TableColumn
    letters: str
    base: str
    bodies: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A plan and its columns, ready to be joined to rows."""

    plan: TablePlan
    columns: tuple[Column, ...]


def write_blocks(
    blocks: Mapping[Area, Sequence[Sequence[Value]]], sheet: Sheet, placement: Placement, writer: ValueWriter
) -> None:
    """Put values into fixed areas, emptying the rest of each; the cells keep their styles."""
    for area, values in blocks.items():
        for row in range(area.top, area.bottom + 1):
            line = values[row - area.top] if row - area.top < len(values) else ()
            for column in range(area.left, area.right + 1):
                body = writer.body(line[column - area.left] if column - area.left < len(line) else None)
                place = (row, column)
                style = placement.styles.get(place, sheet.column_style(column) or "")
                opening = f'<{sheet.prefix}c r="{address(row, column)}"{style_text(style)}'
                placement.cells.setdefault(row, {})[column] = opening + body
                placement.formulas.discard(place)
                (placement.full.discard if body == "/>" else placement.full.add)(place)


def write_table(plan: TablePlan, sheet: Sheet, placement: Placement, writer: ValueWriter) -> WrittenTable:
    """Write a table's new values column by column, and the formulas that fill a user's columns."""
    frame = {str(header).casefold(): plan.frame[header] for header in plan.frame.columns}
    columns = []
    for column in plan.table.columns:
        values = frame.get(column.header.casefold())
        base = plan.old.base_style(column.number, sheet.column_style(column.number))
        bodies = (writer.bodies(values) or ["/>"]) if values is not None else None
        columns.append(Column(column, column_letters(column.number), base, bodies))
        if bodies is None:
            _fill(plan, columns[-1], sheet.prefix, placement)
    return WrittenTable(plan, tuple(columns))


def sheet_xml(sheet: Sheet, tables: Sequence[WrittenTable], placement: Placement) -> bytes:
    """Join the rows with the rest of the sheet, whose tree gets its new dimension."""
    data = sheet.root.find(main("sheetData"))
    dimension = sheet.root.find(main("dimension"))
    used = _used(tables, placement)
    if dimension is not None and used is not None:
        dimension.set("ref", used.text)
    if data is None:
        raise AssertionError("read_sheet refuses a sheet without cells")
    data.text = _MARK
    head, mark, tail = serialise(sheet.root).partition(f"<{sheet.prefix}sheetData>{_MARK}".encode())
    written = io.BytesIO()
    written.write(head + mark.removesuffix(_MARK.encode()))
    written.writelines(row.encode() for row in _rows(sheet, tables, placement))
    written.write(tail)
    return written.getvalue()


def _fill(plan: TablePlan, column: Column, prefix: str, placement: Placement) -> None:
    number, top, calculated = column.of_table.number, plan.data.top, column.of_table.formula
    for i, source in enumerate(plan.sources):
        if source is not None:
            continue
        row = top + i
        opening = f'<{prefix}c r="{column.letters}{row}"{style_text(column.base)}'
        body = plan.filled.get((i, number), "/>")
        if calculated and body == "/>":
            array = Area(top, number, top, number) if column.of_table.formula_is_array else None
            formula = Formula(calculated, top, number, ' t="array"' if array else "", array)
            body = f">{write_formula(formula, row, number, prefix)}</{prefix}c>"
            placement.formulas.add((row, number))
        placement.cells.setdefault(row, {})[number] = opening + body


def _rows(sheet: Sheet, tables: Sequence[WrittenTable], placement: Placement) -> Iterator[str]:
    p = sheet.prefix
    numbers = set(placement.cells) | {number for number, text in placement.attributes.items() if text}
    owners: dict[int, tuple[WrittenTable, int]] = {}
    for table in tables:
        top = table.plan.data.top
        owners.update({top + i: (table, i) for i in range(len(table.plan.sources))})
    for number in sorted(numbers | owners.keys()):
        placed = placement.cells.get(number, {})
        if number in owners:
            cells = _table_cells(*owners[number], number, placed, p)
        else:
            cells = "".join(text for _, text in sorted(placed.items()))
        rest = sheet.rows[number].rest if number in sheet.rows else ""
        attributes = placement.attributes.get(number, "")
        if cells or attributes or rest:
            yield f'<{p}row r="{number}"{attributes}>{cells}{rest}</{p}row>'


def _table_cells(table: WrittenTable, i: int, number: int, placed: Mapping[int, str], prefix: str) -> str:
    plan = table.plan
    source = plan.sources[i]
    styles = plan.old.styles.get(source) if source is not None else None
    texts = {}
    for place, column in enumerate(table.columns):
        if column.bodies is None:
            continue
        style = column.base if styles is None else (styles[place] or "")
        body = column.bodies[i]
        if style in ("", "0"):
            if body != "/>":
                texts[column.of_table.number] = f'<{prefix}c r="{column.letters}{number}"{body}'
        else:
            texts[column.of_table.number] = f'<{prefix}c r="{column.letters}{number}" s="{style}"{body}'
    if not placed:
        return "".join(texts.values())
    texts.update(placed)
    return "".join(text for _, text in sorted(texts.items()))


def _used(tables: Sequence[WrittenTable], placement: Placement) -> Area | None:
    areas = [Area(row, min(cells), row, max(cells)) for row, cells in placement.cells.items() if cells]
    areas += [table.plan.area for table in tables]
    if not areas:
        return None
    top, left = min(area.top for area in areas), min(area.left for area in areas)
    return Area(top, left, max(area.bottom for area in areas), max(area.right for area in areas))
