@echo off
rem Takes SMO Metrics out of Excel and deletes the program from this user's own folder.
setlocal EnableExtensions DisableDelayedExpansion
title SMO Metrics
set "PLACE=%LOCALAPPDATA%\smo_metrics"
set "PROGRAM=%PLACE%\program"
rem A variable of this name would hide how a program ended. Any end but 0 is a failure: that of a crash is negative.
set "ERRORLEVEL="

rem A script cannot delete the folder that it is read from: a copy of it does the work, and stays in TEMP.
if "%~1"=="copied" goto copied
copy /y "%~f0" "%TEMP%\smo_metrics_uninstall.cmd" >nul
if not "%errorlevel%"=="0" goto not_copied
"%TEMP%\smo_metrics_uninstall.cmd" copied

:copied
cd /d "%SystemRoot%"
rem An installation that was cut short leaves its copy, and what was there before under another name.
if exist "%PROGRAM%.new" rd /s /q "%PROGRAM%.new"
if not exist "%PROGRAM%" if exist "%PROGRAM%.old\python.exe" ren "%PROGRAM%.old" program
if not exist "%PROGRAM%\python.exe" goto not_there
"%PROGRAM%\python.exe" -s -m smo_metrics.cli excel uninstall
if not "%errorlevel%"=="0" goto refused
if exist "%PROGRAM%.old" rd /s /q "%PROGRAM%.old"
ren "%PROGRAM%" program.old
if exist "%PROGRAM%" goto in_use
rd /s /q "%PROGRAM%.old"
if exist "%PROGRAM%.old" goto in_use
rem Without /s: the folder stays if anything else lies in it.
rd "%PLACE%" 2>nul
echo SMO Metrics is removed.
pause
exit /b 0

:not_there
if exist "%PROGRAM%.old" rd /s /q "%PROGRAM%.old"
rd "%PLACE%" 2>nul
echo SMO Metrics is not installed for this user: there is no "%PROGRAM%\python.exe".
echo If the tab SMO is in Excel all the same, run install.cmd again, then this.
pause
exit /b 1

:refused
echo SMO Metrics was not removed; the reason stands above, or Windows showed it.
pause
exit /b 1

:in_use
echo SMO Metrics is out of Excel, but its program is in use. Close Excel and every window that shows the folder
echo "%PROGRAM%"
echo and run uninstall.cmd again.
pause
exit /b 1

:not_copied
echo Nothing can be written to the folder "%TEMP%". Ask your IT.
pause
exit /b 1
