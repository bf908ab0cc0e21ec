' Stands in LibreOffice where SmoServer stands in Excel: the way out leads to the test instead of to xlwings' DLL.
Option Explicit

Private outside As Object
Private undefined As Variant

Public Sub SmoConnect(ByVal script As Object, ByVal notAvailable As Variant)
    Set outside = script
    undefined = notAvailable
End Sub

Public Function SmoAsk(ByVal question As Variant) As Variant
    SmoAsk = outside.invoke(question, Array(), Array())
End Function

Public Sub SmoCallFunction(ByVal functionName As String, ByVal arguments As Variant, ByRef answer As Variant)
    Dim reply As Variant
    reply = SmoAsk(Array("call", functionName, arguments))
    If reply(0) = "error" Then Err.Raise 1000, , reply(1)
    If reply(0) = "table" Then
        answer = AsTable(reply(1))
    Else
        answer = reply(1)
    End If
End Sub

Public Sub SmoCallPress(ByVal tag As String, ByVal path As String, ByRef message As String)
    message = "no button is pressed here"
End Sub

Public Function SmoCellValues(ByVal cells As Object) As Variant
    ' Value loses dates and errors here; the test puts them back.
    SmoCellValues = SmoAsk(Array("cells", cells.CellRange, cells.Value))
End Function

Public Function SmoNotAvailable() As Variant
    ' A cell shows CVErr as text here; a number that is an error inside is a real error.
    SmoNotAvailable = undefined
End Function

Private Function AsTable(ByVal rows As Variant) As Variant
    ' Two dimensions, as COM hands tables over; lists of lists arrive as arrays of arrays here.
    Dim table As Variant, i As Long, j As Long
    ReDim table(0 To UBound(rows), 0 To UBound(rows(0)))
    For i = 0 To UBound(rows)
        For j = 0 To UBound(rows(0))
            table(i, j) = rows(i)(j)
        Next j
    Next i
    AsTable = table
End Function

Public Function PlaySetting(ByVal settingName As String) As Variant
    Dim value As String
    SmoReadSetting settingName, value
    PlaySetting = value
End Function

Public Function PlayAreas() As Variant
    PlayAreas = SMO_PERCENT_AGREEMENT(ThisWorkbook.Worksheets("Data").Range("A1:A2,C1:C2"))
End Function

Public Function PlayBug() As Variant
    PlayBug = SmoCall("SMO_NOT_THERE", Array(1))
End Function

Public Function PlayActive() As Variant
    PlayActive = ActiveWorkbook.Name
End Function
