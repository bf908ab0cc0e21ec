"""Drives LibreOffice for the tests. Run by the Python that has `uno`; one line of JSON a request, one a reply.

While LibreOffice computes, a formula that calls Python comes out here as a line of its own, and the next line in is its
answer. Values that JSON or Basic cannot carry travel as texts that start with `MARK`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script.provider import XScript
from com.sun.star.table.CellContentType import VALUE
from com.sun.star.util.NumberFormat import DATE

MARK = "\x01"
EXCEL_ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246,
}  # fmt: skip
ERROR_RESULT = 4
RUN_MACROS = 4
NOT_AVAILABLE = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | 32767))[0]
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def exchange(message: object) -> dict:
    print(json.dumps(message), flush=True)
    return json.loads(sys.stdin.readline())


class Outside(unohelper.Base, XScript):
    """What the stand-in modules call: the content of cells as Excel has it, and the Python function."""

    def __init__(self, document) -> None:
        self.formats = document.NumberFormats

    def invoke(self, question, indices, values):
        kind, *rest = question
        return (self.call(*rest) if kind == "call" else self.cells(*rest)), (), ()

    def call(self, function, arguments):
        reply = exchange({"call": [function, arguments]})
        ((kind, value),) = reply.items()
        return kind, tuple(map(tuple, value)) if kind == "table" else value

    def cells(self, cells, value):
        if not isinstance(value, tuple):
            ((single,),) = self.marked(cells, ((value,),))
            return f"{MARK}empty" if single is None else single
        return self.marked(cells, value)

    def marked(self, cells, value):
        rows = [list(row) for row in value]
        formats = cells.getUniqueCellFormatRanges()
        for group in map(formats.getByIndex, range(formats.Count)):
            if self.formats.getByKey(group.getByIndex(0).NumberFormat).Type & DATE:
                for row, column, cell in each_cell(cells, group):
                    if cell.Type == VALUE:
                        rows[row][column] = f"{MARK}date {moment(cell.Value).isoformat()}"
        for row, column, cell in each_cell(cells, cells.queryFormulaCells(ERROR_RESULT)):
            rows[row][column] = f"{MARK}error {EXCEL_ERRORS[cell.String]}"
        return tuple(map(tuple, rows))


def each_cell(cells, group):
    """Give the cells of a group of areas, each with its place within the range around them."""
    whole = cells.getRangeAddress()
    for area in group.getRangeAddresses():
        for row in range(area.StartRow - whole.StartRow, area.EndRow - whole.StartRow + 1):
            for column in range(area.StartColumn - whole.StartColumn, area.EndColumn - whole.StartColumn + 1):
                yield row, column, cells.getCellByPosition(column, row)


def moment(days: float) -> dt.datetime:
    return dt.datetime(1899, 12, 30) + dt.timedelta(milliseconds=round(days * 86_400_000))


class Office:
    """The requests, one method each. Documents are known by the path that they were opened from."""

    def __init__(self, profile: Path) -> None:
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
        pipe = f"smo{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
             f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.desktop = self.connect(pipe).createInstance("com.sun.star.frame.Desktop")
        self.documents = {}

    def connect(self, pipe: str):
        services = uno.getComponentContext().ServiceManager
        resolver = services.createInstance("com.sun.star.bridge.UnoUrlResolver")
        for _ in range(600):
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ServiceManager")
            except NoConnectException:
                time.sleep(0.1)
        raise SystemExit("LibreOffice did not start within a minute")

    def open(self, path: str, stand_ins: dict[str, str]) -> dict[str, str]:
        """Open a file, put the stand-ins in place of their modules and give the text of all as they were."""
        options = {"MacroExecutionMode": RUN_MACROS}
        if path.endswith("m"):
            options["FilterName"] = "Calc MS Excel 2007 VBA XML"
        properties = tuple(PropertyValue(Name=name, Value=value) for name, value in options.items())
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, properties)
        self.documents[path] = document
        if not stand_ins:
            return {}
        library = document.BasicLibraries.getByName("VBAProject")
        found = {name: library.getByName(name) for name in library.ElementNames}
        for name, text in stand_ins.items():
            header = "".join(found[name].splitlines(keepends=True)[:2])
            library.replaceByName(name, header + text)
        self.run(path, "SmoServer.SmoConnect", [Outside(document), NOT_AVAILABLE])
        return found

    def calculate(self, path: str) -> None:
        self.documents[path].calculateAll()

    def run(self, path: str, macro: str, arguments: list) -> object:
        uri = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        return self.documents[path].getScriptProvider().getScript(uri).invoke(tuple(arguments), (), ())[0]

    def fill(self, path: str, sheet: str, rows: list) -> None:
        """Write values from the first cell of a sheet, which is added where there is none."""
        sheets = self.documents[path].Sheets
        if not sheets.hasByName(sheet):
            sheets.insertNewByName(sheet, sheets.Count)
        area = sheets.getByName(sheet).getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
        area.setDataArray(tuple(tuple("" if cell is None else cell for cell in row) for row in rows))

    def formula(self, path: str, sheet: str, area: str, formula: str) -> None:
        cells = self.documents[path].Sheets.getByName(sheet).getCellRangeByName(area)
        cells.setArrayFormula(formula) if ":" in area else cells.setFormula(formula)

    def read(self, path: str, sheet: str, area: str) -> list[list]:
        cells = self.documents[path].Sheets.getByName(sheet).getCellRangeByName(area)
        return [
            [f"error {cells.getCellByPosition(j, i).String}" if value is None else value for j, value in enumerate(row)]
            for i, row in enumerate(cells.getDataArray())
        ]

    def close(self, path: str) -> None:
        self.documents.pop(path).close(True)


def serve() -> None:
    office = Office(Path(sys.argv[1]))
    try:
        request = exchange({"done": None})
        while request:
            method = getattr(office, request.pop("do"))
            request = exchange({"done": method(**request)})
    finally:
        office.desktop.terminate()
        office.process.wait()


if __name__ == "__main__":
    serve()
