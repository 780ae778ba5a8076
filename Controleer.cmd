@echo off
call "%~dp0tools\starten.cmd" check
