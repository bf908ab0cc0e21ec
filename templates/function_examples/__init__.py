"""What does each Excel function look like in use, and does it work here? One formula each, beside its known result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from excel_addin.cells import NA, Block
from smo_metrics.catalog import CATALOG, Entry
from templates.function_examples.data import ANNOTATORS, LABEL_COLUMNS, label_rows, score_rows, set_rows, wide_rows
from templates.function_examples.days import (
    ARRIVAL_COLUMNS,
    VOLUME_COLUMNS,
    arrival_rows,
    volume_rows,
)
from templates.function_examples.events import (
    DAY_COLUMNS,
    EVENT_COLUMNS,
    day_rows,
    event_rows,
    region_rows,
)
from templates.function_examples.results import results
from templates.parts.new_workbook import new_workbook
from templates.parts.style import NUMBER_FORMATS, Styles, colour_marks, set_up_page
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet, write_heading

NAME = "function_examples"
TABLE_ROW = 6
ROW_HEIGHT = 42
NOT_COMPUTED = "▲ not computed"
NARROWEST, WIDEST = 12, 64
TIME_WIDTH = 19
_DATES = {"due": "time", "by": "date"}  # numbers of days in the cells

_EXAMPLES = TableSheet(
    name="Examples",
    table="Examples",
    role="output",
    title="Function examples",
    purpose="One formula for each function, beside the result that Python computed when this workbook was made.",
    note="Live cells need the SMO Metrics add-in: without it Excel shows #NAME? in them; the expected results stay.",
    columns=(
        Column("function", 30),
        Column("answers", 50, "note"),
        Column("formula", 68, "note"),
        Column("live", 12, "coefficient"),
        Column("expected", 15, "coefficient"),
        Column("same?", 18),
    ),
    rows=[(entry.excel_name, entry.summary, None, None, None, None) for entry in CATALOG],
    marked=("same?",),
)
_LABELS = TableSheet(
    name="Labels",
    table="Labels",
    role="data",
    title="Labels",
    purpose="A label a row. Change one and watch the live figures move away from the expected ones.",
    note="Invented. The columns bear the names they have in a quality review, whose Labels the same formulas read.",
    columns=tuple(
        Column(name, 20, {"labelled_at_utc": "time", "duration_seconds": "decimal"}.get(name, "text"), entry=True)
        for name in LABEL_COLUMNS
    ),
    rows=label_rows(),
)
_WIDE = TableSheet(
    name="Wide",
    table="Wide",
    role="data",
    title="Wide",
    purpose="The same labels as a block, an item a row and an annotator a column; an empty cell is a missing label.",
    note="A function takes the block without its header row and without the column of units.",
    columns=tuple(Column(name, 16, entry=True) for name in ("unit", *ANNOTATORS)),
    rows=wide_rows(),
)


_SCORES = TableSheet(
    name="Scores",
    table="Scores",
    role="data",
    title="Scores",
    purpose="How severe each annotator finds a post, from 1 to 5: an item a row and an annotator a column.",
    note="For the functions that compare numbers; they leave out a post that an annotator left out.",
    columns=(Column("unit", 16, entry=True), *(Column(name, 16, "number", entry=True) for name in ANNOTATORS)),
    rows=score_rows(),
)
_SETS = TableSheet(
    name="Sets",
    table="Sets",
    role="data",
    title="Sets",
    purpose="Every label that applies to a post, with | between them: an item a row and an annotator a column.",
    note="A | alone says that no label applies; an empty cell says that the annotator gave no answer.",
    columns=tuple(Column(name, 24, entry=True) for name in ("unit", *ANNOTATORS)),
    rows=set_rows(),
)


_EVENTS = TableSheet(
    name="Events",
    table="Events",
    role="data",
    title="Events",
    purpose="An event a row: a task at a stage, when it could begin, began and ended, and who did it.",
    note="Invented. Times are Singapore's: a cell has no zone, so formulas name it. No start: it waits. No end: open.",
    columns=tuple(Column(name, 20, "time" if name.endswith("_at") else "text", entry=True) for name in EVENT_COLUMNS),
    rows=event_rows(),
)
_REGIONS = TableSheet(
    name="Regions",
    table="Regions",
    role="data",
    title="Regions",
    purpose="A team a row: its time zone and its hours there.",
    note="Holidays stand behind the hours: a country's code (holidays SG), or dates.",
    columns=(
        Column("region", 16, entry=True),
        Column("timezone", 22, entry=True),
        Column("hours", 46, entry=True),
    ),
    rows=region_rows(),
)
_DAYS = TableSheet(
    name="Days",
    table="Days",
    role="data",
    title="Days",
    purpose="A day a row: labels that were checked, and how many of them were wrong.",
    note="For the control chart, which tells a day that is unlike the others from chance.",
    columns=tuple(Column(name, 16, "date" if name == "day" else "count", entry=True) for name in DAY_COLUMNS),
    rows=day_rows(),
)
_VOLUMES = TableSheet(
    name="Volumes",
    table="Volumes",
    role="data",
    title="Volumes",
    purpose="A day a row: tasks that came in, and tasks that were finished. Weekends have no row.",
    note='Invented. What a day without a row means, formulas say: "zero" (nothing was done) or "missing" (not known).',
    columns=tuple(Column(name, 16, "date" if name == "day" else "count", entry=True) for name in VOLUME_COLUMNS),
    rows=volume_rows(),
)
_ARRIVALS = TableSheet(
    name="Arrivals",
    table="Arrivals",
    role="data",
    title="Arrivals",
    purpose="Tasks that arrive in each hour of a week, on average: an hour a row, a weekday a column.",
    note="For the question how many people it takes. Hours are those of the zone that the formula names.",
    columns=tuple(Column(name, 12, "text" if name == "hour" else "decimal", entry=True) for name in ARRIVAL_COLUMNS),
    rows=arrival_rows(),
)


_IDLE = "Nothing is computed yet: the SMO add-in is not loaded here."


def build(path: Path) -> None:
    """Write the workbook to `path`; the same catalogue gives the same bytes each time."""
    subject = "One formula for each SMO Metrics function, beside its expected result"
    with new_workbook(path, "Function examples", subject) as workbook:
        styles = Styles(workbook)
        expected = results()
        _add_examples(workbook, styles, expected)
        for spec in (_LABELS, _WIDE, _SCORES, _SETS, _EVENTS, _REGIONS, _DAYS, _VOLUMES, _ARRIVALS):
            add_table_sheet(workbook, spec, styles)
        for entry in CATALOG:
            if _spills(expected[entry.excel_name]):
                _add_spilled(workbook, styles, entry, expected[entry.excel_name])


def _spills(block: Block) -> bool:
    return len(block) > 1


def _add_examples(workbook: Workbook, styles: Styles, expected: dict[str, Block]) -> None:
    sheet = add_table_sheet(workbook, _EXAMPLES, styles)
    place = _EXAMPLES.position
    for row, entry in enumerate(CATALOG, start=_EXAMPLES.first_row):
        sheet.set_row(row, ROW_HEIGHT)
        sheet.write_string(row, place("formula"), entry.example, styles["note"])
        block = expected[entry.excel_name]
        if _spills(block):
            name = entry.excel_name
            sheet.write_url(row, place("live"), f"internal:'{name}'!A1", styles["link"], "its sheet", f"Go to {name}")
            sheet.write_string(row, place("expected"), f"{len(block) - 1} rows", styles["count"])
            same = f"={name}!B4"
        else:
            [[value]] = block
            sheet.write_formula(row, place("live"), entry.example, styles["coefficient"], "")
            sheet.write_number(row, place("expected"), value, styles["coefficient"])
            same = _same(xl_rowcol_to_cell(row, place("live")), xl_rowcol_to_cell(row, place("expected")))
        sheet.write_formula(row, place("same?"), same, styles["text"], NOT_COMPUTED)
    found = f" of {len(CATALOG)} functions give the expected result"
    same = _EXAMPLES.cells("same?")
    idle = f'COUNTIF({same},"{NOT_COMPUTED}")={len(CATALOG)}'
    count = f'=IF({idle},"{_IDLE}",COUNTIF({same},"● same")&"{found}")'
    sheet.write_formula(3, 0, count, styles["overall"], _IDLE)


def _add_spilled(workbook: Workbook, styles: Styles, entry: Entry, block: Block) -> None:
    """Add the sheet of a function that spills: the expected table above, the live one below, where it may grow."""
    sheet = workbook.add_worksheet(entry.excel_name)
    write_heading(sheet, styles, entry.excel_name, [f"Calc. {entry.summary}", entry.example])
    height, width = len(block), len(block[0])
    live_row = TABLE_ROW + height + 3
    live = xl_range(live_row, 0, live_row + height - 1, width - 1)
    expected = xl_range(TABLE_ROW, 0, TABLE_ROW + height - 1, width - 1)
    sheet.write_string(3, 0, "same?", styles["label"])
    sheet.write_array_formula("B4", _same(live, expected), styles["text"], NOT_COMPUTED)
    colour_marks(sheet, "B4", styles)
    sheet.write_string(TABLE_ROW - 1, 0, "Expected", styles["overall"])
    _write_block(sheet, styles, TABLE_ROW, block)
    sheet.write_string(live_row - 1, 0, "Live", styles["overall"])
    _write_block(sheet, styles, live_row, [["" for _ in row] for row in block], like=block)
    sheet.write_dynamic_array_formula(live, entry.example, styles["header"], "")
    set_up_page(sheet, "calc")
    sheet.hide_gridlines(1)


def _write_block(sheet: Worksheet, styles: Styles, top: int, block: Block, *, like: Block | None = None) -> None:
    """Write a table in the formats that its cells, or those of another table, ask for."""
    for column, name in enumerate((like or block)[0]):
        cells = [row[column] for row in (like or block)[1:]]
        kind = _kind(name, cells)
        longest = max(len(cell) for cell in [name, *cells] if isinstance(cell, str))
        sheet.set_column(column, column, min(max(longest + 3, TIME_WIDTH if kind == "time" else NARROWEST), WIDEST))
        sheet.write(top, column, block[0][column], styles["header" if kind == "note" else "header_right"])
        for row, cells_of_row in enumerate(block[1:], start=top + 1):
            sheet.write(row, column, cells_of_row[column], styles[kind])
            if longest > WIDEST:
                sheet.set_row(row, ROW_HEIGHT)


def _kind(name: str, cells: list[Any]) -> str:
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if name in _DATES:
        return _DATES[name]
    if name in NUMBER_FORMATS:
        return name
    if not numbers:
        return "note"
    return "count" if all(number.is_integer() for number in numbers) else "coefficient"


def _same(live: str, expected: str) -> str:
    """Compare cells in a formula: numbers closely, all else exactly; where the first live cell is an error, say why."""
    close = f'IFERROR(({live}-{expected})^2<1E-18,IFERROR({live},"{NA}")={expected})'
    return f'=IF(ISERROR({live.split(":")[0]}),"▲ no add-in",IF(AND({close}),"● same","■ differs"))'
