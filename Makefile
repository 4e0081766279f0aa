# Two commands do everything:  make serve   and   make test
# They need Python 3.11, make, and the package registries; all else they install, into .venv and node_modules.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
INSTRUCTOR ?=
BIN := .venv/bin
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /  –  /'

# The environment: made anew where what it is made from has changed.
.venv/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.11 serve"; exit 1; }
	@echo "Installing what the course needs into .venv (once, one to three minutes) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q .venv/lib src || true
	@touch $@

install: .venv/.ready ## install everything that serve, build and test need

check: .venv/.ready ## check every course file
	@$(BIN)/booklet6 check

build: .venv/.ready ## build the static site into _build/html
	@$(BIN)/booklet6 build

serve: .venv/.ready ## build the course and serve it: book at /, apps at /apps/ (PORT=8000)
	@exec $(BIN)/booklet6 serve --port $(PORT) --host $(HOST) $(if $(INSTRUCTOR),--instructor)

# A browser for the tests: what is there, or Debian's Chromium where we may install it.
browser: .venv/.ready
	@$(BIN)/python tools/browser.py

# What isolates learners' work: what is there, or Debian's bubblewrap where we may install it.
sandbox: .venv/.ready
	@$(BIN)/python tools/bubblewrap.py

test: .venv/.ready browser sandbox ## run every test, browser tests included
	@$(BIN)/python tools/node.py
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

bench: .venv/.ready browser sandbox ## measure against named baselines: page bytes, time to ready, apps, grading, stock Voila; 100 kills
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/apps.py
	@$(BIN)/python benchmarks/grading.py
	@$(BIN)/python benchmarks/voila.py
	@$(BIN)/python benchmarks/kills.py

kills: .venv/.ready sandbox ## kill grading 100 times at random moments: each run, resumed, must end the same (for a nightly run)
	@$(BIN)/python benchmarks/kills.py 100

nightly: kills browser ## what takes too long for each change: 100 kills; the hostile batch and 100 kills as an ordinary user
	@$(BIN)/python tools/as_user.py python -m pytest -n0 -p no:cacheprovider tests/grading/test_hostile.py
	@$(BIN)/python tools/as_user.py python benchmarks/kills.py 100

bundle: .venv/.ready ## bundle the scripts and styles again (after a change in js/ or css/)
	@$(BIN)/python tools/bundle.py

derived: .venv/.ready ## make again what is derived from cases and banks (after a change there)
	@$(BIN)/booklet6 exercises

lock: .venv/.ready ## compile requirements.txt from pyproject.toml again, with the newest versions
	@$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --no-emit-index-url --no-emit-find-links --upgrade -q --custom-compile-command "make lock" -o requirements.txt

clean: ## remove what was built (not .venv)
	@rm -rf _build .pytest_cache .mypy_cache .ruff_cache

.PHONY: help install check build serve browser sandbox test bench kills nightly bundle derived lock clean
