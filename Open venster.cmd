@echo off
call "%~dp0tools\starten.cmd" window
