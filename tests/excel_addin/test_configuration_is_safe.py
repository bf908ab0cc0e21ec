"""A workbook that somebody sends chooses neither the program that runs, nor the module, nor where modules come from.

Here on the text of the VBA and on the Python side; test_libreoffice.py shows it at work with a hostile workbook active.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from excel_addin.build import vba_modules
from tests.excel_addin.excel_objects import APPLICATION

SOURCES = vba_modules("1.2.3")
CODE = {name: re.sub(r"(?m)^\s*'.*$", "", source) for name, source in SOURCES.items()}
FOREIGN = ("ActiveWorkbook", "ActiveSheet", "Workbooks", "Application.Caller", "CurDir", ".Path", ".FullName")
BLOCK = (("a", "a"), ("a", "b"))


@pytest.mark.parametrize("name", ["SmoServer", "SmoSettings", "SmoBridge", "SmoFunctions", "ThisWorkbook"])
def test_no_module_on_the_way_to_python_looks_at_another_workbook_or_folder(name):
    assert [word for word in FOREIGN if re.search(rf"{re.escape(word)}\b", CODE[name], re.IGNORECASE)] == []


def test_settings_come_from_the_users_folder_and_the_add_ins_own_sheet_only():
    assert set(re.findall(r'Environ\("(\w+)"\)', CODE["SmoSettings"])) == {"APPDATA"}
    assert re.findall(r"(\w+)\.Worksheets", CODE["SmoSettings"]) == ["ThisWorkbook"]
    assert len(re.findall(r"\bOpen\b", CODE["SmoSettings"])) == 1
    for name, source in CODE.items():
        assert not re.search(r"GetSetting|RegRead|HKEY|CreateObject|GetObject|\bShell\b|ExecuteExcel4Macro", source), (
            name
        )


def test_only_the_server_module_reads_which_program_to_run():
    assert [name for name, source in CODE.items() if "INTERPRETER" in source] == ["SmoServer"]
    assert [name for name, source in CODE.items() if "Declare" in source] == ["SmoServer"]


def test_the_two_ways_to_python_name_their_module_and_hand_on_no_workbook_but_the_add_in():
    calls = [call for source in CODE.values() for call in re.findall(r"CallUDF\((.*)\)", source)]
    assert calls == [
        '"excel_addin.udfs", functionName, arguments, Nothing, Nothing',
        '"excel_addin.ribbon.press", "press", Array(tag, path), ThisWorkbook, Nothing)',
    ]


def test_no_formula_can_press_a_button_read_a_setting_or_hand_on_a_range():
    offered = {name: re.findall(r"^Public Function (\w+)", source, re.MULTILINE) for name, source in CODE.items()}
    offered.pop("SmoFunctions")
    assert {name: functions for name, functions in offered.items() if functions} == {
        "SmoBridge": ["SmoCall"],
        "SmoServer": ["SmoCellValues", "SmoNotAvailable"],
    }
    private = [name for name, source in CODE.items() if "\r\nOption Private Module\r\n" in source]
    assert private == ["SmoBridge", "SmoServer", "SmoSettings"]


def command(source: str) -> tuple[list[str], str]:
    """Give the interpreter's flags and the program that the server module starts it with."""
    (text,) = re.findall(r'command = (""".*""")\r?$', source, re.MULTILINE)
    text = text[1:-1].replace('""', '"').replace('" & Setting("INTERPRETER") & "', "python")
    _, *flags, option, program = shlex.split(text)
    assert option == "-c"
    return flags, program


def start(flags: list[str], program: str, current: Path) -> subprocess.CompletedProcess[str]:
    """Start this Python as the add-in starts it, but have it import what a function needs instead of serving."""
    imports = program.replace("xlwings.serve('$(CLSID)')", "import excel_addin.udfs, smo_metrics.agreement, pandas")
    assert imports != program
    return subprocess.run(
        [sys.executable, *flags, "-c", imports], capture_output=True, text=True, check=False, cwd=current
    )


@pytest.fixture
def hostile_folder(tmp_path):
    """A workbook's folder, that Excel may make the current directory, with modules of our names in it."""
    for name in ("xlwings", "smo_metrics", "excel_addin", "sitecustomize", "usercustomize", "pandas", "datetime"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a stranger ran')")
    return tmp_path


def test_python_started_in_a_hostile_folder_imports_nothing_from_it(hostile_folder):
    run = start(*command(SOURCES["SmoServer"]), hostile_folder)
    assert (run.returncode, run.stderr) == (0, "")


def test_without_its_flag_python_would_import_from_the_folder(hostile_folder):
    flags, program = command(SOURCES["SmoServer"])
    assert flags == ["-P"]
    assert start([], program, hostile_folder).stderr.strip() == "a stranger ran"


@pytest.fixture
def hostile_workbook(server, monkeypatch):
    """A workbook with embedded code, met by the first call of all."""
    monkeypatch.setattr(sys.modules["xlwings.udfs"], "udf_modules", {})
    sheets = [SimpleNamespace(Name="excel_addin.py"), SimpleNamespace(Name="smo_metrics.conf")]
    return SimpleNamespace(Name="sent.xlsx", Application=APPLICATION, Worksheets=sheets)


def test_a_workbook_with_embedded_code_is_not_handed_on(server, hostile_workbook):
    path = list(sys.path)
    assert server.CallUDF("excel_addin.udfs", "SMO_PERCENT_AGREEMENT", (BLOCK,), None, None) == 0.5
    assert sys.path == path


def test_a_workbook_that_were_handed_on_would_be_searched_for_code(server, hostile_workbook):
    with pytest.raises(Exception, match="Embedded code requires a valid LICENSE_KEY"):
        server.CallUDF("excel_addin.udfs", "SMO_PERCENT_AGREEMENT", (BLOCK,), hostile_workbook, None)
