"""Does the workbook stand alone, and do its cells show figures? Checks 11 (external links) and 12 (errors)."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book
from smo_metrics.workbook.lint.facts.formulas import functions
from smo_metrics.workbook.lint.outcome import CannotTell, Outcome, Problem
from smo_metrics.workbook.xlsx.markup import CHART, parse

OUR_FUNCTIONS = "SMO_"
_UNDEFINED = "#N/A"
_OTHER_BOOK = re.compile(r"\[\d+\]")
_TEXT = re.compile(r'"[^"]*"')


def external_links(book: Book) -> Outcome:
    """Check 11: nothing is read from another workbook.

    Tested: link parts of the workbook (other workbooks, DDE, OLE), and references such as ``[1]Sheet1!A1`` in formulas
    of cells, names and charts. Not seen: queries and connections; hyperlinks, which a reader follows knowingly.

    Source: ICAEW principle 8 (design for longevity).
    """
    links = [link for link in book.package.relationships(book.layout.part) if link.kind == "externalLink"]
    for number, link in enumerate(links, start=1):
        files = [one.target for one in book.package.relationships(link.target) if one.external]
        yield Problem(
            f"link {number}",
            f"The workbook reads from {', '.join(files) or 'another program'}.",
            "Copy the data into a table here, then Data > Edit Links > Break Link.",
        )
    places = [(sheet.of(formula), formula.text) for sheet, formula in book.formulas()]
    places += [(f"name {name.name}", name.text) for name in book.names]
    places += _charts(book)
    for where, text in places:
        if _OTHER_BOOK.search(_TEXT.sub("", text)):
            yield Problem(
                where, f"It refers to another workbook: {text[:60]}", "Refer to a table of this workbook instead."
            )


def cached_errors(book: Book) -> Outcome:
    """Check 12: no cell shows an error.

    Tested: the results stored in the file, as a preview without calculation shows them. #N/A in a cell filled by a
    function of this library (``SMO_…``) is its answer "undefined" and is not counted; every other error is, #NAME? of a
    missing add-in included. Undecided where formulas hold no stored result. Not seen: errors that appear when the
    workbook is next calculated, and those in text.

    Source: ICAEW principles 18 and 19.
    """
    for sheet in book.sheets:
        for error in sheet.cells.errors:
            ours = any(name.startswith(OUR_FUNCTIONS) for name in functions(error.formula))
            if not (ours and error.error == _UNDEFINED):
                yield Problem(
                    sheet.of(error),
                    f"The cell shows {error.error}.",
                    "Mend its formula; where a figure is not available, let it say so in words (IFERROR).",
                )
    missing = sum(sheet.cells.uncalculated for sheet in book.sheets)
    if missing:
        yield CannotTell(f"{missing:,} formulas hold no stored result. Open the workbook in Excel, save it, try again.")


def _charts(book: Book) -> list[tuple[str, str]]:
    found = []
    for part in book.package.members:
        if part.startswith("xl/charts/chart") and part.endswith(".xml"):
            root = parse(book.package.read(part), part)
            found += [(f"chart {part.rpartition('/')[2]}", one.text or "") for one in root.iter(f"{{{CHART}}}f")]
    return found
