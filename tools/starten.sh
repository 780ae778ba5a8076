#!/bin/sh
# What the files to double-click on macOS share: find Python 3.11 or newer, and let plan/starter.py do the rest.
cd "$(dirname "$0")/.." || exit 1
export PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
for python in python3 python3.14 python3.13 python3.12 python3.11 /Library/Frameworks/Python.framework/Versions/Current/bin/python3 /opt/homebrew/bin/python3; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    exec "$python" -m plan.starter "$1"
  fi
done
cat <<'TEXT'
Dit programma heeft Python nodig, en dat staat nog niet op deze computer (of het is ouder dan 3.11).

  1. Haal Python op: https://www.python.org/downloads/ (die pagina opent nu)
  2. Open wat u ophaalde en volg de stappen.
  3. Dubbelklik daarna opnieuw op dit bestand.

TEXT
command -v open >/dev/null && open https://www.python.org/downloads/
[ -t 0 ] && { printf 'Druk op Enter om dit venster te sluiten. '; read -r _; }
exit 1
