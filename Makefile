# Two commands suffice: `make build` makes the plans, `make test` judges the program.
# Both set up .venv first, from the lock, when the lock or pyproject.toml changed. On Windows: make.cmd.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# What judges the pages in a browser; without npm its tests are skipped.
AXE := tests/browser/node_modules/.package-lock.json

# A .venv knows the folder it was made in and the Python it was made with: where one of them is gone, it is made anew.
STALE := $(shell [ "$$(cat $(VENV)/.made-in 2>/dev/null)" = "$$(pwd -P)" ] && $(BIN)/python -c '' 2>/dev/null || echo yes)

.SUFFIXES:
.DEFAULT_GOAL := build
.PHONY: build check test coverage lint style format messages golden slips word-check pictures wheels audit bench fuzz fuzz-minute faults mutants lock clean setup setup-dev setup-tools

build: setup  ## the plans, below build/
	$(BIN)/plan build

check: setup  ## what is wrong in the sources of the plans
	$(BIN)/plan check

# What is compiled is kept, whatever the machine is told: or each process of the tests would compile the program again.
test coverage: export PYTHONDONTWRITEBYTECODE :=

# Types take half a minute, so they are judged beside the tests; what there is to say of them is said at the end.
test: style $(if $(shell command -v npm),$(AXE))  ## everything that must hold before a commit
	@{ $(TYPES); } >$(VENV)/.types 2>&1 & types=$$!; \
	$(BIN)/pytest --numprocesses auto; tests=$$?; \
	wait $$types; types=$$?; cat $(VENV)/.types; exit $$((tests || types))

coverage: setup-dev  ## the tests, and which lines and branches of the program they run
	$(BIN)/pytest --numprocesses auto --cov=plan --cov-report=term:skip-covered

$(AXE): tests/browser/package-lock.json
	cd tests/browser && npm ci

lint: style
	$(TYPES)

style: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

TYPES = $(BIN)/mypy && $(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: setup-dev  ## the catalogues in plan/locale, from the sentences in the code
	$(BIN)/python tools/messages.py

golden: setup-dev  ## accept what the program makes now as expected; then read the diff
	$(BIN)/pytest --update-golden

slips: setup-dev  ## how many slips of the plan as printed the rules find, and what they find besides
	$(BIN)/python tools/slips.py

# Pins stay where they are as long as they fit; `make lock UPGRADE=--upgrade` moves them.
COMPILE = $(BIN)/uv --quiet pip compile pyproject.toml $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

word-check: build setup-dev tests/word/node_modules/.package-lock.json  ## the Word files, as files and as pages (needs LibreOffice and npm)
	$(BIN)/plan report --format word
	$(BIN)/python tools/word_check.py

tests/word/node_modules/.package-lock.json: tests/word/package-lock.json
	cd tests/word && npm install --no-save --no-audit --no-fund  # npm ci wants the validators of all systems in the lock

pictures: build setup-dev  ## the pictures of the docs, from the built example (needs LibreOffice)
	$(BIN)/plan build --page-numbers oost-vlaanderen brussel
	$(BIN)/python tools/pictures.py

wheels: setup-dev  ## whether all of requirements.lock can be installed on Windows and macOS
	$(BIN)/python tools/wheels.py

audit: setup-tools  ## whether what ships is used, listed (dist/meerjarenplan.cdx.json) and free of known holes
	$(BIN)/deptry plan
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --output-file dist/meerjarenplan.cdx.json
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

bench: setup-tools  ## how the program compares with pandoc, and how it grows (ten minutes)
	$(BIN)/python -m bench.peers

# `make fuzz DOORS="yaml markdown" SECONDS_EACH=3600`; with RUNS it ends after so many inputs.
SECONDS_EACH := 600
RUNS := -1
fuzz: setup-tools  ## each door of the program under files from anybody, ten minutes long (Linux only)
	$(BIN)/python -m fuzz --seconds $(SECONDS_EACH) --runs $(RUNS) $(DOORS)

fuzz-minute: setup-tools  ## a minute of it in all, the same inputs each time: a failure is due to the change
	$(BIN)/python -m fuzz --seconds 3 --seed 1 $(DOORS)

KILLS := 200
faults: setup-dev  ## the program killed before each write and at any time, hundreds of times: nothing may be half done
	PLAN_KILLS=$(KILLS) $(BIN)/pytest -rP tests/test_faults.py tests/test_journal.py

# `make mutants MODULES="load patch" SAMPLE=40`; without them what pyproject.toml says, with SAMPLE=0 all changes.
mutants: setup-tools  ## whether the tests notice changes of the program (Linux and macOS; half an hour)
	$(BIN)/python tools/mutants.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE))

lock: setup-dev
	$(COMPILE) --extra setup --extra spelling --extra dev --output-file requirements-dev.lock
	$(COMPILE) --extra setup --constraints requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --extra setup --extra tools --constraints requirements-dev.lock --output-file requirements-tools.lock
	@if grep -n '://' requirements*.lock; then echo 'A lock names an address.' >&2; exit 1; fi

clean:  ## what can be made again; build/ stays, since somebody may have edited a document there
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist
	find plan tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev
setup-tools: $(VENV)/.installed-tools

ifeq ($(STALE),yes)
.PHONY: $(VENV)/.made-in
endif

$(VENV)/.made-in:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	      echo "Python kan hier geen .venv maken: het pakket python3-venv ontbreekt. Geef: sudo apt-get install python3-venv" >&2; \
	      echo "Python cannot make a .venv here: the package python3-venv is missing. Run: sudo apt-get install python3-venv" >&2; \
	      exit 1; \
	    fi; \
	    echo "$(VENV): $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV) && pwd -P > $@; exit; \
	  fi; \
	done; \
	echo "Python 3.11 of nieuwer is nodig en is niet gevonden. Installeer het, en geef daarna hetzelfde commando." >&2; \
	echo "Python 3.11 or newer is needed and was not found. Install it, then give the same command again." >&2; \
	echo "(Staat het elders? Is it elsewhere?  make PYTHON=/path/to/python3 $(MAKECMDGOALS))" >&2; \
	exit 1

$(VENV)/.installed: $(VENV)/.made-in requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made-in requirements-dev.lock pyproject.toml
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-tools: $(VENV)/.installed-dev requirements-tools.lock
	$(PIP) install --quiet --require-hashes --requirement requirements-tools.lock
	@touch $@
