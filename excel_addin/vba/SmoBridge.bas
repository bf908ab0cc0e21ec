Attribute VB_Name = "SmoBridge"
' What lies between a formula and Python: ranges become values, cut to the used rows of their sheets, and an undefined
' result becomes a real #N/A. Values cross in one call, where each range handed on as an object would cost several.
Option Explicit
Option Private Module

Private Const NOT_AVAILABLE As String = "#N/A"
Private Const REFUSED As Long = 514

Public Function SmoCall(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim parts() As Object, values As Variant, answer As Variant, i As Long
    On Error GoTo broken
    ReDim parts(LBound(arguments) To UBound(arguments))
    For i = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(i)) Then Set parts(i) = UsedPart(arguments(i), arguments)
    Next i
    For i = LBound(arguments) To UBound(arguments)
        If Not parts(i) Is Nothing Then
            values = SmoCellValues(parts(i))
            ' Assigned to an argument that still holds its range, the values could land in the cells instead.
            Set arguments(i) = Nothing
            arguments(i) = values
        End If
    Next i
    SmoCallFunction functionName, arguments, answer
    SmoCall = Shown(answer)
    Exit Function
broken:
    SmoCall = "SMO: " & LastLine(Err.Description)
End Function

Private Function UsedPart(ByVal cells As Object, ByVal arguments As Variant) As Object
    If cells.Areas.Count > 1 Then
        Err.Raise REFUSED, , "a range of several areas was given (" & cells.Address & "). Give one block of cells."
    End If
    Set UsedPart = cells.Resize(LongestUsed(cells.Rows.Count, arguments))
End Function

Private Function LongestUsed(ByVal whole As Long, ByVal arguments As Variant) As Long
    ' Ranges of one height are cut alike and stay so; ranges that differ must not become equal by being cut.
    Dim used As Object, i As Long, rows As Long
    LongestUsed = 1
    For i = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(i)) Then
            Set used = arguments(i).Worksheet.UsedRange
            rows = used.Row + used.Rows.Count - arguments(i).Row
            If arguments(i).Rows.Count = whole And rows > LongestUsed Then LongestUsed = rows
        End If
    Next i
    If LongestUsed > whole Then LongestUsed = whole
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
    LastLine = "no answer from Python. Press SMO > Doctor."
End Function
