Attribute VB_Name = "SmoSettings"
' Two places are read, the user's own file and this add-in's own sheet. The active workbook, its folder and the current
' directory are not: a workbook that somebody sends must not choose what runs.
Option Explicit
Option Private Module

Private Const FILE_NAME As String = "smo_metrics.conf"

' A Sub, because a formula of any workbook can call a Function: no cell may learn the user's paths.
Public Sub SmoReadSetting(ByVal settingName As String, ByRef value As String)
    value = FromFile(settingName)
    If value = "" Then value = FromSheet(settingName)
End Sub

Private Function FromFile(ByVal settingName As String) As String
    Dim path As String, entry As String, number As Integer, start As String
    If Environ("APPDATA") = "" Then Exit Function
    path = Environ("APPDATA") & Application.PathSeparator & "smo_metrics" & Application.PathSeparator & FILE_NAME
    If Dir(path) = "" Then Exit Function
    start = settingName & "="
    number = FreeFile
    Open path For Input As #number
    Do While Not EOF(number)
        Line Input #number, entry
        If Left(entry, Len(start)) = start Then FromFile = Trim(Mid(entry, Len(start) + 1))
    Loop
    Close #number
End Function

Private Function FromSheet(ByVal settingName As String) As String
    Dim sheet As Object, row As Long
    Set sheet = ThisWorkbook.Worksheets(FILE_NAME)
    row = 1
    Do While CStr(sheet.Cells(row, 1).Value) <> ""
        If CStr(sheet.Cells(row, 1).Value) = settingName Then FromSheet = CStr(sheet.Cells(row, 2).Value)
        row = row + 1
    Loop
End Function
