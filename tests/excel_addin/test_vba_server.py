"""The module that starts Python, run by a VBA interpreter with the DLL and the environment played.

LibreOffice cannot load this module (it calls a Windows DLL), so here pyOpenVBA's interpreter judges it: it refuses what
does not compile, and runs the rest with its Declares and `Environ` replaced by functions of the test.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBACompileError

from excel_addin.build import installed_xlwings, vba_modules

DECLARE = re.compile(r"^Private Declare (?:[^\r\n]* _\r\n)*[^\r\n]*\r\n", re.MULTILINE)
SETTINGS = {"INTERPRETER": r"C:\Py thon\pythonw.exe", "DLL_FOLDER": r"C:\Py thon"}
ATTRIBUTE = re.compile(r"^Attribute .*\r\n", re.MULTILINE)
PLAYED = """Option Explicit
Public Loaded As String
Public Command As String
Public Outcome As Long
Public Meanwhile As Variant
Public Calculations As Long

Public Function LoadLibrary(ByVal path As String) As Long
    Loaded = Loaded & path & ";"
    LoadLibrary = IIf(InStr(path, "missing") > 0, 0, 1)
End Function

Public Function Activate(ByRef answer As Variant, ByVal startCommand As String, ByVal mode As Long) As Long
    Command = startCommand & " " & mode
    answer = "no such program"
    Activate = Outcome
    If Outcome = 0 Then Set answer = New PlayedPython
End Function

Public Sub SmoReadSetting(ByVal settingName As String, ByRef value As String)
    value = @SETTING@
End Sub

Public Function Failure() As Variant
    Outcome = 1
    On Error GoTo told
    Dim answer As Variant
    SmoCallFunction "SMO_X", Array(1), answer
told:
    Failure = Array(Err.Description, Loaded, Command)
End Function

Public Sub CalculateFull()
    Calculations = Calculations + 1
End Sub

Public Sub Recalculate()
    Meanwhile = Called()
End Sub

Public Function PressedWith(ByVal tag As String) As Variant
    Dim message As String
    On Error GoTo told
    SmoCallPress tag, "", message
    PressedWith = Array(message, Meanwhile, Called(), Calculations)
    Exit Function
told:
    PressedWith = Array(Err.Description, Meanwhile, Called(), Calculations)
End Function

Public Function Called() As Variant
    Dim answer As Variant
    On Error GoTo told
    SmoCallFunction "SMO_X", Array("a", "b"), answer
    Called = answer
    Exit Function
told:
    Called = Err.Description
End Function

Public Function Pressed() As Variant
    Dim message As String
    SmoCallPress "new:quality_review", "x.xlsx", message
    Pressed = message
End Function
"""
PYTHON = """Option Explicit

Public Function CallUDF(script As Variant, fname As Variant, args As Variant, book As Variant, _
        caller As Variant) As Variant
    If args(0) = "recalculates" Then Recalculate
    If args(0) = "breaks" Then Err.Raise 1000, , "broken"
    CallUDF = script & " " & fname & " " & Join(args, " ") & " " & TypeName(book) & " " & TypeName(caller)
End Function
"""


def excel(settings: dict[str, str]) -> ExcelApplication:
    """Give an Excel in which the add-in's server module runs with these settings."""
    answer = "".join(f'IIf(settingName = "{name}", "{value}", ' for name, value in settings.items())
    played = PLAYED.replace("@SETTING@", f'{answer}""{")" * len(settings)}')
    module, replaced = DECLARE.subn("", vba_modules("1.2.3")["SmoServer"])
    assert replaced == 3
    module = module.replace("Application.CalculateFull", "CalculateFull")
    excel = ExcelApplication()
    excel.add_workbook()
    excel.add_module(ATTRIBUTE.sub("", module), name="SmoServer")
    excel.add_module(played, name="Played")
    excel.add_module(PYTHON, name="PlayedPython", kind="class")
    return excel


def outcome(settings: dict[str, str]) -> list[str]:
    """Fail to start Python with these settings: the error, the DLLs loaded, the command line."""
    return list(excel(settings).run("Failure"))


def declared(source: str) -> set[tuple[str, ...]]:
    """Give the Declares of the DLL's function for VBA 7: library, name in it, how each parameter goes, result."""
    whole = re.sub(r" _\r?\n\s*", " ", source)
    declare = re.compile(r'Declare PtrSafe Function (\w+) Lib "(xlwings[^"]+)"(?: Alias "(\w+)")? ?\((.*)\) As (\w+)')
    return {
        (library, alias or name, *(" ".join(one) for one in re.findall(r"(By\w+) \w+ As (\w+)", parameters)), result)
        for name, library, alias, parameters, result in declare.findall(whole)
        if (alias or name) == "XLPyDLLActivateAuto"
    }


def test_the_dll_is_declared_as_xlwings_declares_it():
    theirs = (Path(xlwings.__file__).parent / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    ours = vba_modules(installed_xlwings())["SmoServer"]
    assert declared(ours) == declared(theirs)
    assert len(declared(ours)) == 2
    assert 'LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr' in ours


def test_what_only_excel_does_is_one_line_each():
    source = vba_modules("1.2.3")["SmoServer"]
    assert "    SmoCellValues = cells.Value\r\n" in source
    assert "    SmoNotAvailable = CVErr(xlErrNA)\r\n" in source


def test_excel_is_told_the_help_of_the_functions_once_it_has_started():
    modules = vba_modules("1.2.3")
    assert "Private Sub Workbook_Open()" in modules["ThisWorkbook"]
    (called,) = re.findall(r"Application\.OnTime Now, .*!(\w+)\"", modules["ThisWorkbook"])
    assert f"Public Sub {called}()\r\n" in modules["SmoFunctions"]


def test_a_function_is_called_in_its_module_and_gets_no_workbook():
    assert excel(SETTINGS).run("Called") == "excel_addin.udfs SMO_X a b Nothing Nothing"


def test_a_button_is_pressed_in_its_module_and_gets_the_add_in_itself():
    assert excel(SETTINGS).run("Pressed") == "excel_addin.ribbon.press press new:quality_review x.xlsx Workbook Nothing"


def test_python_is_started_by_its_full_path_without_the_current_directory():
    error, loaded, command = outcome(SETTINGS)
    assert command == "\"C:\\Py thon\\pythonw.exe\" -P -c \"import xlwings; xlwings.serve('$(CLSID)')\" 1"
    assert loaded == r"C:\Py thon\xlwings64-1.2.3.dll;"
    assert error == (
        "Python could not be started (no such program). In the command prompt, run "
        '"C:\\Py thon\\python.exe" -m smo_metrics.cli excel doctor'
    )


def test_a_formula_that_is_computed_while_a_button_works_does_not_wait_for_python():
    message, meanwhile, afterwards, calculations = excel(SETTINGS).run("PressedWith", "recalculates")
    assert message.startswith("excel_addin.ribbon.press press recalculates")
    assert meanwhile == "computed when the button is done"
    assert afterwards == "excel_addin.udfs SMO_X a b Nothing Nothing"
    assert calculations == 1


def test_after_a_button_that_failed_formulas_are_computed_again():
    message, _, afterwards, calculations = excel(SETTINGS).run("PressedWith", "breaks")
    assert (message, afterwards) == ("broken", "excel_addin.udfs SMO_X a b Nothing Nothing")
    assert calculations == 0


@pytest.mark.parametrize("missing", ["INTERPRETER", "DLL_FOLDER"])
def test_a_setting_that_is_missing_is_named_and_nothing_is_started(missing):
    error, _, command = outcome({name: value for name, value in SETTINGS.items() if name != missing})
    assert (error, command) == (f"{missing} is not configured. Install the add-in again.", "")


def test_a_dll_that_cannot_be_loaded_is_never_looked_for_elsewhere():
    error, loaded, command = outcome({"INTERPRETER": r"C:\p.exe", "DLL_FOLDER": r"C:\missing"})
    assert error == r"xlwings64-1.2.3.dll is not in C:\missing. Install the add-in again."
    assert (loaded, command) == (r"C:\missing\xlwings64-1.2.3.dll;", "")


@pytest.mark.parametrize("name", sorted(vba_modules("1.2.3")))
def test_every_module_compiles(name):
    excel = ExcelApplication()
    excel.add_workbook()
    excel.add_module(ATTRIBUTE.sub("", vba_modules("1.2.3")[name]) + "\r\nPublic Sub Probe()\r\nEnd Sub\r\n", name=name)
    excel.run("Probe")


def test_a_module_that_does_not_compile_would_be_seen():
    excel = ExcelApplication()
    excel.add_workbook()
    excel.add_module("Option Explicit\r\nPublic Sub Probe()\r\n    undeclared = 1\r\nEnd Sub\r\n", name="Broken")
    with pytest.raises(VBACompileError, match="undeclared"):
        excel.run("Probe")
