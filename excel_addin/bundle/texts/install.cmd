@echo off
rem Copies the program into this user's own folder and adds SMO Metrics to Excel. No admin rights, no network.
setlocal EnableExtensions DisableDelayedExpansion
title SMO Metrics
set "HERE=%~dp0"
set "PLACE=%LOCALAPPDATA%\smo_metrics"
set "PROGRAM=%PLACE%\program"
rem A variable of this name would hide how a program ended. Any end but 0 is a failure: that of a crash is negative.
set "ERRORLEVEL="

rem Opened inside the zip, Explorer unpacks this one file alone into a temporary folder.
if not exist "%HERE%program\python.exe" goto not_extracted
if not defined LOCALAPPDATA goto no_place

echo Copying SMO Metrics. This takes a minute or two.
if exist "%PROGRAM%.new" rd /s /q "%PROGRAM%.new"
"%SystemRoot%\System32\xcopy.exe" "%HERE%program" "%PROGRAM%.new" /E /I /H /R /Q /Y >nul
if not "%errorlevel%"=="0" goto not_copied
"%PROGRAM%.new\python.exe" -s -c "import pythoncom, xlwings.com_server, excel_addin.udfs"
if not "%errorlevel%"=="0" goto not_started

rem What was installed before stays until the new one has been added to Excel.
if not exist "%PROGRAM%" if exist "%PROGRAM%.old\python.exe" ren "%PROGRAM%.old" program
if exist "%PROGRAM%.old" rd /s /q "%PROGRAM%.old"
if exist "%PROGRAM%" ren "%PROGRAM%" program.old
if exist "%PROGRAM%" goto in_use
ren "%PROGRAM%.new" program
if not exist "%PROGRAM%\python.exe" goto take_back
"%PROGRAM%\python.exe" -s -m smo_metrics.cli excel install --addin "%PROGRAM%\smo_metrics.xlam"
if not "%errorlevel%"=="0" goto take_back
if exist "%PROGRAM%.old" rd /s /q "%PROGRAM%.old"
echo.
echo The unpacked folder is no longer needed. To remove SMO Metrics later, run
echo "%PROGRAM%\uninstall.cmd"
echo SMO Metrics is installed. Read all lines above: they say what to do next, and what may keep Excel from using it.
pause
exit /b 0

:not_extracted
echo The program is not beside this file. Extract the whole zip first:
echo close this window, right-click the zip, choose Extract All, and run install.cmd in the new folder.
pause
exit /b 1

:no_place
echo Windows does not say where your own programs go: LOCALAPPDATA is not set. Ask your IT.
pause
exit /b 1

:not_copied
echo The program could not be copied to "%PROGRAM%".
echo Is the disk full? Free 1 GB and run install.cmd again. Nothing was changed.
if exist "%PROGRAM%.new" rd /s /q "%PROGRAM%.new"
pause
exit /b 1

:not_started
echo The program does not start on this computer; the reason stands above, or Windows showed it.
echo If your organisation blocks programs in your own folder, show IT the page CONTENTS.txt in the folder program.
echo Nothing was changed.
rd /s /q "%PROGRAM%.new"
pause
exit /b 1

:in_use
echo SMO Metrics is in use. Close Excel, wait a moment, and run install.cmd again. Nothing was changed.
rd /s /q "%PROGRAM%.new"
pause
exit /b 1

:take_back
echo.
echo SMO Metrics was not installed; the reason stands above, or Windows showed it. What was there before is back.
if exist "%PROGRAM%" rd /s /q "%PROGRAM%"
if exist "%PROGRAM%.old" ren "%PROGRAM%.old" program
pause
exit /b 1
