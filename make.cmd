@echo off
rem What the Makefile does, for Windows without make:  make build | make test | make check | make format | make golden
rem In PowerShell: .\make build
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
set VENV=.venv
set BIN=%VENV%\Scripts
set GOAL=%~1
if "%GOAL%"=="" set GOAL=build
if "%GOAL%"=="build" goto :build
if "%GOAL%"=="check" goto :check
if "%GOAL%"=="test" goto :test
if "%GOAL%"=="format" goto :format
if "%GOAL%"=="golden" goto :golden
echo Onbekend: %GOAL%. Geef: make build, make check of make test.
echo Unknown: %GOAL%. Give: make build, make check or make test.
exit /b 2

:build
call :setup requirements.lock || exit /b 1
"%BIN%\plan" build
exit /b

:check
call :setup requirements.lock || exit /b 1
"%BIN%\plan" check
exit /b

:test
call :setup requirements-dev.lock || exit /b 1
"%BIN%\ruff" check . || exit /b 1
"%BIN%\ruff" format --check . || exit /b 1
"%BIN%\mypy" || exit /b 1
"%BIN%\lint-imports" || exit /b 1
"%BIN%\pytest"
exit /b

:format
call :setup requirements-dev.lock || exit /b 1
"%BIN%\ruff" check --fix-only --quiet .
"%BIN%\ruff" format .
exit /b

:golden
call :setup requirements-dev.lock || exit /b 1
"%BIN%\pytest" --update-golden
exit /b

rem %1: the lock to install from. Nothing is done when the copies in .venv equal the lock and pyproject.toml,
rem and .venv still works where it stands: a moved folder makes it anew.
:setup
set LOCK=%~1
set HERE=
if exist "%VENV%\.made-in" set /p HERE=<"%VENV%\.made-in"
if /i not "%HERE%"=="%CD%" goto :new
"%BIN%\python" -c "" >nul 2>&1 || goto :new
goto :install

:new
set PY=
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set PY=py -3
if not defined PY python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set PY=python
if defined PY goto :make
echo Python 3.11 of nieuwer is nodig en is niet gevonden. Installeer het, en geef daarna hetzelfde commando. 1>&2
echo Python 3.11 or newer is needed and was not found. Install it, then give the same command again. 1>&2
exit /b 1

:make
%PY% -m venv --clear "%VENV%" || exit /b 1
>"%VENV%\.made-in" echo %CD%

:install
if not exist "%VENV%\%LOCK%" goto :pip
fc /b "%LOCK%" "%VENV%\%LOCK%" >nul 2>&1 || goto :pip
fc /b pyproject.toml "%VENV%\pyproject.toml" >nul 2>&1 || goto :pip
exit /b 0

:pip
"%BIN%\python" -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --requirement "%LOCK%" || exit /b 1
"%BIN%\python" -m pip --disable-pip-version-check --no-input install --quiet --no-deps --no-build-isolation --editable . || exit /b 1
copy /y "%LOCK%" "%VENV%\%LOCK%" >nul
copy /y pyproject.toml "%VENV%\pyproject.toml" >nul
exit /b 0
