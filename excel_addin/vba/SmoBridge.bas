Attribute VB_Name = "SmoBridge"
' What lies between a formula and Python: ranges become values, cut to the used part of their sheets, and an undefined
' result becomes a real #N/A. Values cross in one call, where each range handed on as an object would cost several.
Option Explicit
Option Private Module

Private Const NOT_AVAILABLE As String = "#N/A"
Private Const REFUSED As Long = 514

Public Function SmoCall(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim values As Variant, i As Long, rows As Long, columns As Long
    On Error GoTo broken
    If SmoInWizard() Then
        SmoCall = "computed when you press OK"
        Exit Function
    End If
    rows = LongestUsed(arguments, True)
    columns = LongestUsed(arguments, False)
    For i = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(i)) Then
            values = SmoCellValues(CutTo(arguments(i), rows, columns))
            ' Assigned to an argument that still holds its range, the values could land in the cells instead.
            Set arguments(i) = Nothing
            arguments(i) = values
        End If
    Next i
    SmoCall = Shown(SmoCallFunction(functionName, arguments))
    Exit Function
broken:
    SmoCall = "SMO: " & LastLine(Err.Description)
End Function

Private Function LongestUsed(ByVal arguments As Variant, ByVal downwards As Boolean) As Long
    ' One limit for all ranges of a formula, so that columns of one height stay so.
    Dim i As Long, length As Long
    LongestUsed = 1
    For i = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(i)) Then
            length = UsedLength(arguments(i), downwards)
            If length > LongestUsed Then LongestUsed = length
        End If
    Next i
End Function

Private Function UsedLength(ByVal cells As Object, ByVal downwards As Boolean) As Long
    Dim used As Object, length As Long, whole As Long
    Set used = cells.Worksheet.UsedRange
    If downwards Then
        length = used.Row + used.Rows.Count - cells.Row
        whole = cells.Rows.Count
    Else
        length = used.Column + used.Columns.Count - cells.Column
        whole = cells.Columns.Count
    End If
    UsedLength = IIf(length < whole, length, whole)
End Function

Private Function CutTo(ByVal cells As Object, ByVal rows As Long, ByVal columns As Long) As Object
    If cells.Areas.Count > 1 Then
        Err.Raise REFUSED, , "a range of several areas was given (" & cells.Address & "). Give one block of cells."
    End If
    If cells.Rows.Count < rows Then rows = cells.Rows.Count
    If cells.Columns.Count < columns Then columns = cells.Columns.Count
    Set CutTo = cells.Resize(rows, columns)
End Function

Private Function Shown(ByVal answer As Variant) As Variant
    Dim i As Long, j As Long
    If Not IsArray(answer) Then
        Shown = ShownCell(answer)
        Exit Function
    End If
    If IsTable(answer) Then
        For i = LBound(answer, 1) To UBound(answer, 1)
            For j = LBound(answer, 2) To UBound(answer, 2)
                answer(i, j) = ShownCell(answer(i, j))
            Next j
        Next i
    Else
        For i = LBound(answer) To UBound(answer)
            answer(i) = ShownCell(answer(i))
        Next i
    End If
    Shown = answer
End Function

Private Function ShownCell(ByVal cell As Variant) As Variant
    ShownCell = cell
    If VarType(cell) = vbString Then
        If cell = NOT_AVAILABLE Then ShownCell = SmoNotAvailable()
    End If
End Function

Private Function IsTable(ByVal answer As Variant) As Boolean
    Dim last As Long
    On Error GoTo oneDimension
    last = UBound(answer, 2)
    IsTable = True
oneDimension:
End Function

Private Function LastLine(ByVal text As String) As String
    Dim lines As Variant, i As Long
    lines = Split(Replace(text, vbCr, ""), vbLf)
    For i = UBound(lines) To LBound(lines) Step -1
        If Trim(lines(i)) <> "" Then
            LastLine = Trim(lines(i))
            Exit Function
        End If
    Next i
    LastLine = "no answer from Python. Run smo-metrics excel doctor."
End Function
