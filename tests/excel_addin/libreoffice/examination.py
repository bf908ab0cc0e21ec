"""Everything that is looked at in one document, so that the add-in as built and each spoiled one are judged alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smo_metrics.catalog import CATALOG
from tests.excel_addin.excel_objects import MISSING
from tests.excel_addin.libreoffice.book import OUT, places
from tests.excel_addin.libreoffice.cases import CASES
from tests.excel_addin.libreoffice.office import Office

OWN_SHEET = {"INTERPRETER": "of the add-in", "DLL_FOLDER": "of the add-in"}
USER_FILE = "OTHER=of the user\nINTERPRETER=of the user\n"
HOSTILE = {"INTERPRETER": "hostile", "DLL_FOLDER": "hostile", "OTHER": "hostile", "UNSET": "hostile"}
PLAYED = {
    "several areas": (
        "SmoServer.PlayAreas", [],
        "SMO: a range of several areas was given ($A$1:$A$2,$C$1:$C$2). Give one block of cells.",
    ),
    "a bug in Python": (
        "SmoServer.PlayBug", [], "SMO: AttributeError: module 'excel_addin.udfs' has no attribute 'SMO_NOT_THERE'",
    ),
    "the active workbook": ("SmoServer.PlayActive", [], "hostile.xlsx"),
    "a setting of the user": ("SmoServer.PlaySetting", ["INTERPRETER"], "of the user"),
    "a setting of the add-in": ("SmoServer.PlaySetting", ["DLL_FOLDER"], "of the add-in"),
    "a setting of nobody but a stranger": ("SmoServer.PlaySetting", ["UNSET"], ""),
}  # fmt: skip
REACHED = "what reached Python"
CHECKS = [*CASES, *PLAYED, REACHED]


def expected(check: str) -> Any:
    """Give what a check finds in an add-in that is right."""
    if check in CASES:
        return CASES[check].shown
    if check == REACHED:
        return {
            "functions": {*(entry.excel_name for entry in CATALOG), "SMO_NOT_THERE"},
            "left out": [(MISSING, MISSING)],
        }
    return PLAYED[check][2]


def examine(office: Office, book: Path, hostile: Path) -> dict[str, Any]:
    """Compute the stored formulas of an open book and call its macros, while a hostile workbook is the active one."""
    office.calls.clear()
    office.open(hostile, with_stand_ins=False)
    office.ask("calculate", path=str(book))
    found = {name: office.ask("read", path=str(book), sheet=OUT, area=area) for name, area in places().items()}
    for name, (macro, arguments, _) in PLAYED.items():
        found[name] = office.ask("run", path=str(book), macro=macro, arguments=arguments)
    office.ask("close", path=str(hostile))
    found[REACHED] = {
        "functions": {call.function for call in office.calls},
        "left out": [call.arguments[2:] for call in office.calls if call.function == "SMO_CONFUSION"][-1:],
    }
    return found
