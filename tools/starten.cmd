@echo off
rem What the files to double-click on Windows share: find Python 3.11 or newer, and let plan\starter.py do the rest.
setlocal
rem pushd, since cd cannot go to a folder of the network
pushd "%~dp0.." || goto :unreachable
chcp 65001 >nul
set PYTHONUTF8=1
set PYTHONDONTWRITEBYTECODE=1
set PY=
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set PY=py -3
if not defined PY python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set PY=python
if not defined PY goto :missing
%PY% -m plan.starter %1
set CODE=%ERRORLEVEL%
popd
exit /b %CODE%

:missing
echo Dit programma heeft Python nodig, en dat staat nog niet op deze computer (of het is ouder dan 3.11).
echo.
echo   1. Haal Python op: https://www.python.org/downloads/ (die pagina opent nu)
echo   2. Start wat u ophaalde, vink "Add python.exe to PATH" aan, en klik "Install Now".
echo   3. Dubbelklik daarna opnieuw op dit bestand.
echo.
start "" https://www.python.org/downloads/
pause
popd
exit /b 1

:unreachable
echo De map van het plan is niet te bereiken. Hebt u de ZIP uitgepakt? Klik er met rechts op en kies "Alles uitpakken".
pause
exit /b 1
