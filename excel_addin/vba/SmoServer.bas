Attribute VB_Name = "SmoServer"
' The way from Excel to Python, and the only module that decides which program runs: the interpreter that SmoSettings
' name, started by xlwings' DLL. No other workbook is looked at, and none is handed on but this add-in itself.
' What only Excel itself does right is here too, so that LibreOffice can run all other modules as they are.
Option Explicit
Option Private Module

Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr
#If Win64 Then
Private Const DLL As String = "xlwings64-@XLWINGS@.dll"
Private Declare PtrSafe Function Activate Lib "xlwings64-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" ( _
    ByRef answer As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
Private Const DLL As String = "xlwings32-@XLWINGS@.dll"
Private Declare PtrSafe Function Activate Lib "xlwings32-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" ( _
    ByRef answer As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If

Private pressing As Boolean
Private missed As Boolean

Private Const START As Long = 1
Private Const FAILED As Long = vbObjectError + 513

' Subs, because a formula of any workbook can call a Function: no cell may hand on a range, or press a button.
Public Sub SmoCallFunction(ByVal functionName As String, ByVal arguments As Variant, ByRef answer As Variant)
    If pressing Then
        missed = True
        Err.Raise FAILED, , "computed when the button is done"
    End If
    answer = StartedPython().CallUDF("excel_addin.udfs", functionName, arguments, Nothing, Nothing)
End Sub

Public Sub SmoCallPress(ByVal tag As String, ByVal path As String, ByRef message As String)
    ' A workbook that is opened meanwhile may compute its formulas: they must not wait for Python while it waits for them.
    Dim number As Long, reason As String
    pressing = True
    missed = False
    On Error GoTo done
    message = CStr(StartedPython().CallUDF("excel_addin.ribbon.press", "press", Array(tag, path), ThisWorkbook, Nothing))
done:
    number = Err.Number
    reason = Err.Description
    pressing = False
    If missed Then Application.CalculateFull
    If number <> 0 Then Err.Raise number, , reason
End Sub

Public Function SmoCellValues(ByVal cells As Object) As Variant
    SmoCellValues = cells.Value
End Function

Public Function SmoNotAvailable() As Variant
    SmoNotAvailable = CVErr(xlErrNA)
End Function

Private Function Mend() As String
    ' With its full path: neither the bundle nor an environment of its own puts the command where a terminal finds it.
    Dim interpreter As String
    SmoReadSetting "INTERPRETER", interpreter
    interpreter = Replace(interpreter, "pythonw.exe", "python.exe")
    Mend = "In the command prompt, run """ & interpreter & """ -m smo_metrics.cli excel doctor"
End Function

Private Function StartedPython() As Object
    Dim answer As Variant
    LoadDll
    If Activate(answer, StartCommand(), START) <> 0 Then
        Err.Raise FAILED, , "Python could not be started (" & answer & "). " & Mend()
    End If
    Set StartedPython = answer
End Function

Private Sub LoadDll()
    ' By its full path: Windows then never looks for it in the folders of workbooks.
    Static loaded As Boolean
    If loaded Then Exit Sub
    If LoadLibrary(Setting("DLL_FOLDER") & "\" & DLL) = 0 Then
        Err.Raise FAILED, , DLL & " is not in " & Setting("DLL_FOLDER") & ". Install the add-in again."
    End If
    loaded = True
End Sub

Private Function StartCommand() As String
    Static command As String
    If command = "" Then
        ' -P keeps the current directory, which is often the workbook's, off Python's path.
        command = """" & Setting("INTERPRETER") & """ -P -c ""import xlwings; xlwings.serve('$(CLSID)')"""
    End If
    StartCommand = command
End Function

Private Function Setting(ByVal settingName As String) As String
    Dim value As String
    SmoReadSetting settingName, value
    If value = "" Then Err.Raise FAILED, , settingName & " is not configured. Install the add-in again."
    Setting = value
End Function
