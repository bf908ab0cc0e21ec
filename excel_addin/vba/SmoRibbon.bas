Attribute VB_Name = "SmoRibbon"
' What the buttons of the tab SMO call. A button's tag names the action; the work and its words are Python's.
' control As Object, not As IRibbonControl: LibreOffice, which checks this module too, does not know that type.
Option Explicit

Private Const TITLE As String = "SMO Metrics"
Private Const EXPORTS As String = "Exports (*.json;*.csv;*.tsv;*.xlsx),*.json;*.csv;*.tsv;*.xlsx"
Private Const WORKBOOKS_ONLY As String = "Excel workbook (*.xlsx),*.xlsx"

Public Sub SmoPress(control As Object)
    Press control.Tag, ""
End Sub

Public Sub SmoPressOpen(control As Object)
    Dim chosen As Variant
    chosen = Application.GetOpenFilename(EXPORTS, 1, "Which file?")
    If VarType(chosen) = vbString Then Press control.Tag, CStr(chosen)
End Sub

Public Sub SmoPressSave(control As Object)
    Dim chosen As Variant
    chosen = Application.GetSaveAsFilename(Argument(control.Tag) & ".xlsx", WORKBOOKS_ONLY, 1, "Name the new workbook")
    If VarType(chosen) = vbString Then Press control.Tag, CStr(chosen)
End Sub

Private Sub Press(ByVal action As String, ByVal path As String)
    Dim message As String
    On Error GoTo broken
    SmoCallPress action, path, message
    If Left(message, 5) = "SMO: " Then
        MsgBox message, vbExclamation, TITLE
    ElseIf message <> "" Then
        MsgBox message, vbInformation, TITLE
    End If
    Exit Sub
broken:
    message = Err.Description
    ' Python may have died halfway, with Excel's screen and questions still switched off.
    Application.StatusBar = False
    Application.ScreenUpdating = True
    Application.DisplayAlerts = True
    MsgBox "SMO: " & Left(message, 900), vbExclamation, TITLE
End Sub

Private Function Argument(ByVal action As String) As String
    Argument = Mid(action, InStr(action, ":") + 1)
End Function
