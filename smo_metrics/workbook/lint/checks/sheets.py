"""Is each sheet easy to find, read on a screen and print? Checks 16, 17, 23 and 24."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.facts.roles import role_of
from smo_metrics.workbook.lint.outcome import Outcome, Problem
from smo_metrics.workbook.xlsx.addresses import Area, parse_area
from smo_metrics.workbook.xlsx.markup import main

LONG_TABLE = 40
HEADER_BY_ROW = 10
_UNNAMED = re.compile(
    r"(sheet|tabelle|feuil|hoja|foglio|planilha|blad|ark|arkusz)\s?\d*|.*\(\d+\)|copy of .*|.*[ _-](old|copy|test|tmp)",
    re.IGNORECASE,
)
_PRINT_AREA, _PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"
_ON = ("1", "true")


def frozen_panes(book: Book) -> Outcome:
    """Check 16: headers stay in view on sheets of data and calculations.

    Tested: each sheet whose role is data or calc, and each other one with a table of more than 40 rows that is no
    output, has frozen panes; the header row of its topmost table is among the frozen rows where it stands in row 10 or
    above. Not seen: headers of tables further down.

    Source: FAST Standard 02c, 2.03 (what must stay in view belongs into the freeze pane).
    """
    for sheet in book.sheets:
        role = role_of(book, sheet)
        long = any(table.data.bottom - table.data.top + 1 > LONG_TABLE for table in sheet.tables)
        if not sheet.is_visible or not (role in ("data", "calc") or (long and role != "output")):
            continue
        rows = _frozen_rows(sheet)
        header = min((table.area.top for table in sheet.tables), default=0)
        if rows < (header if 0 < header <= HEADER_BY_ROW else 1):
            yield Problem(
                f"sheet {sheet.name}",
                "The headers scroll out of view.",
                "Select the cell below the headers, then View > Freeze Panes.",
            )


def merged_cells(book: Book) -> Outcome:
    """Check 17: cells are merged only for titles.

    Tested: merged cells are one row high, meet no table, and hold no number; no number stands in their row beside them.
    Not seen: text centred across cells, which needs no merging.

    Source: Microsoft, "Make your Excel documents accessible" (no merged or split cells in tables); FAST Standard 02c.
    """
    for sheet in book.sheets:
        numbers = {place for place, cell in sheet.cells.first.items() if cell.kind == "number"}
        for element in sheet.root.iter(main("mergeCell")):
            area = parse_area(element.get("ref", ""))
            if area is not None and not _is_title(area, sheet, numbers):
                yield Problem(
                    f"{sheet.name}!{area.text}",
                    "Merged cells among data: they cannot be sorted, filtered or read aloud in order.",
                    "Unmerge them (Home > Merge & Center); for a look alike, centre across the selection.",
                )


def sheet_names(book: Book) -> Outcome:
    """Check 23: sheets have names that say what they hold, and open at cell A1.

    Tested: no name is one that Excel gives (Sheet1), a copy's (2), or that of a remnant (old, test); on each visible
    sheet cell A1 is selected. Not seen: whether a name is a good one; which sheet opens first.

    Source: Microsoft, "Make your Excel documents accessible" (unique sheet names; a screen reader starts at the
    selected cell, so leave it in A1).
    """
    for sheet in book.sheets:
        if sheet.name != sheet.name.strip() or _UNNAMED.fullmatch(sheet.name.strip()):
            yield Problem(
                f"sheet {sheet.name}", "The name does not say what the sheet holds.", "Rename it: double-click its tab."
            )
        cell = _active_cell(sheet)
        if sheet.is_visible and cell != "A1":
            yield Problem(
                f"sheet {sheet.name}",
                f"The sheet opens at {cell}, so that a screen reader starts there.",
                "Press Ctrl+Home, select A1, and save.",
            )


def pages(book: Book) -> Outcome:
    """Check 24: each visible sheet prints one page wide, with a footer, and what is meant to print.

    Tested: pages fit to a width of 1; a footer; a print area, or, on a sheet with a table, which may grow, header rows
    that repeat on each page. Not seen: where pages break; chart sheets.

    Source: ICAEW principle 6 (design for the audience).
    """
    printed = {(name.sheet, name.name) for name in book.names}
    for sheet in book.sheets:
        if not sheet.is_visible:
            continue
        where, root = f"sheet {sheet.name}", sheet.root
        fits = root.find(f"{main('sheetPr')}/{main('pageSetUpPr')}")
        setup = root.find(main("pageSetup"))
        wide = setup.get("fitToWidth", "1") if setup is not None else "1"
        if fits is None or fits.get("fitToPage") not in _ON or wide != "1":
            yield Problem(where, "It does not print one page wide.", "Set Page Layout > Width to 1 page.")
        if not any((root.findtext(f".//{main(tag)}") or "").strip() for tag in ("oddFooter", "firstFooter")):
            yield Problem(where, "Printed pages have no footer.", "Add name and page by Insert > Header & Footer.")
        if (sheet.name, _PRINT_AREA) not in printed and not (sheet.tables and (sheet.name, _PRINT_TITLES) in printed):
            yield Problem(
                where,
                "Neither a print area nor header rows that repeat are set.",
                "Set Page Layout > Print Area, or for a table that grows, Print Titles > Rows to repeat.",
            )


def _frozen_rows(sheet: Sheet) -> int:
    pane = sheet.root.find(f"{main('sheetViews')}/{main('sheetView')}/{main('pane')}")
    if pane is None or pane.get("state") not in ("frozen", "frozenSplit"):
        return 0
    view = pane.getparent()
    first = parse_area(view.get("topLeftCell", "A1")) if view is not None else None
    return int(float(pane.get("ySplit", "0"))) + (first.top - 1 if first is not None else 0)


def _is_title(area: Area, sheet: Sheet, numbers: set[tuple[int, int]]) -> bool:
    if area.top != area.bottom or any(table.area.meets(area) for table in sheet.tables):
        return False
    return not any(row == area.top for row, _ in numbers)


def _active_cell(sheet: Sheet) -> str:
    view = sheet.root.find(f"{main('sheetViews')}/{main('sheetView')}")
    if view is None:
        return "A1"
    pane = view.find(main("pane"))
    active = pane.get("activePane", "topLeft") if pane is not None else "topLeft"
    chosen = [one for one in view.iter(main("selection")) if one.get("pane", "topLeft") == active]
    return chosen[0].get("activeCell", "A1") if chosen else "A1"
