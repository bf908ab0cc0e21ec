"""What the buttons' own VBA does, run by a VBA interpreter: it asks for a file, shows one message, and tidies up.

The interpreter plays Excel's Application; its two dialogs for files and the way to Python are functions of the test.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication

from excel_addin.ribbon import markup

INFORMATION, EXCLAMATION = 64, 48
PLAYED = """Option Explicit
Public Pressed As String
Public Asked As String

Public Function AskedOpen(ByVal filter As String, ByVal index As Long, ByVal title As String) As Variant
    Asked = filter & "|" & title
    AskedOpen = @CHOSEN@
End Function

Public Function AskedSave(ByVal name As String, ByVal filter As String, ByVal index As Long, _
        ByVal title As String) As Variant
    Asked = name & "|" & filter & "|" & title
    AskedSave = @CHOSEN@
End Function

Public Sub SmoCallPress(ByVal tag As String, ByVal path As String, ByRef message As String)
    Pressed = Pressed & tag & "|" & path & ";"
    Application.StatusBar = "SMO: half done"
    Application.ScreenUpdating = False
    Application.DisplayAlerts = False
    @ANSWER@
End Sub

Public Function Outcome(ByVal tag As String) As Variant
    Dim control As New Button
    control.Tag = tag
    @CALLBACK@ control
    Outcome = Array(Pressed, Asked)
End Function
"""


class Outcome:
    """A press of a button: what Python was asked, what the user was asked and shown, how Excel was left."""

    def __init__(self, callback: str, tag: str, *, chosen: str = "False", answer: str = 'message = ""') -> None:
        source = (Path(markup.__file__).parents[1] / "vba" / "SmoRibbon.bas").read_text(encoding="ascii")
        source = re.sub("^Attribute .*\n", "", source)
        for ours, theirs in (("AskedOpen", "GetOpenFilename"), ("AskedSave", "GetSaveAsFilename")):
            source, replaced = re.subn(rf"Application\.{theirs}\(", f"{ours}(", source)
            assert replaced == 1
        played = PLAYED.replace("@CHOSEN@", chosen).replace("@ANSWER@", answer).replace("@CALLBACK@", callback)
        excel = ExcelApplication()
        excel.add_workbook()
        excel.add_module(source.replace("\n", "\r\n"), name="SmoRibbon")
        excel.add_module(played.replace("\n", "\r\n"), name="Played")
        excel.add_module("Option Explicit\r\nPublic Tag As String\r\n", name="Button", kind="class")
        self.pressed, self.asked = excel.run("Outcome", tag)
        self.shown = [(text, style, title) for _, text, title, style in excel.dialogs]
        state = excel.application
        self.is_at_rest = (state.status_bar, state.screen_updating, state.display_alerts) == (False, True, True)


def test_a_button_hands_its_tag_to_python_and_asks_nothing() -> None:
    done = Outcome("SmoPress", "refresh", answer='message = "On target."')
    assert (done.pressed, done.asked) == ("refresh|;", "")
    assert done.shown == [("On target.", INFORMATION, "SMO Metrics")]


def test_a_refusal_is_shown_as_a_warning() -> None:
    done = Outcome("SmoPress", "refresh", answer='message = "SMO: no workbook is open."')
    assert done.shown == [("SMO: no workbook is open.", EXCLAMATION, "SMO Metrics")]


def test_no_message_shows_no_box() -> None:
    assert Outcome("SmoPress", "insert:SMO_COHEN_KAPPA").shown == []


@pytest.mark.parametrize("callback", ["SmoPressOpen", "SmoPressSave"])
def test_a_dialog_that_is_cancelled_ends_without_python(callback) -> None:
    done = Outcome(callback, "new:quality_review")
    assert done.asked != ""
    assert (done.pressed, done.shown) == ("", [])


def test_the_export_chosen_goes_to_python() -> None:
    done = Outcome("SmoPressOpen", "import:labels", chosen=r'"C:\data\week 1.csv"')
    assert done.pressed == r"import:labels|C:\data\week 1.csv;"
    assert done.asked == "Exports (*.json;*.csv;*.tsv;*.xlsx),*.json;*.csv;*.tsv;*.xlsx|Which file?"


def test_the_name_offered_for_a_new_workbook_is_its_templates() -> None:
    done = Outcome("SmoPressSave", "new:quality_review", chosen=r'"C:\data\posts.xlsx"')
    assert done.pressed == r"new:quality_review|C:\data\posts.xlsx;"
    assert done.asked == "quality_review.xlsx|Excel workbook (*.xlsx),*.xlsx|Name the new workbook"


@pytest.mark.parametrize("callback", ["SmoPress", "SmoPressOpen", "SmoPressSave"])
def test_a_python_that_does_not_answer_is_told_once_and_excel_redraws_again(callback) -> None:
    answer = 'Err.Raise vbObjectError + 513, , "INTERPRETER is not configured."'
    done = Outcome(callback, "refresh", chosen='"x.csv"', answer=answer)
    assert done.shown == [("SMO: INTERPRETER is not configured.", EXCLAMATION, "SMO Metrics")]
    assert done.is_at_rest


def test_a_long_error_fits_the_box() -> None:
    done = Outcome("SmoPress", "refresh", answer='Err.Raise vbObjectError + 513, , String(5000, "x")')
    assert done.shown == [("SMO: " + "x" * 900, EXCLAMATION, "SMO Metrics")]
