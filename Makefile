# Liantan 练摊. `make run` starts it, `make test` proves it.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
APP := .venv/.app-installed
DEV := .venv/.dev-installed
CODE := app sim_market supply_chain grading seeds wsgi.py tests benchmarks

# Installs the hash-locked file given as an argument; uv if it can be had, pip otherwise.
define install
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -q --require-hashes -r requirements/uv.txt || true
	@if test -x $(BIN)/uv; then \
		$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/python -m pip install -q --require-hashes -r $(1); fi
endef

.PHONY: help setup run test check bench soak lint format lock translate

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: $(APP) translate ## Make the environment in .venv, and nothing else

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it, then run make again."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }

$(APP): requirements/app.txt requirements/uv.txt | .venv/bin/python
	$(call install,requirements/app.txt)
	@touch $@

$(DEV): requirements/dev.txt requirements/uv.txt | .venv/bin/python
	$(call install,requirements/dev.txt)
	@touch $@ $(APP)

translate: $(APP)
	@if test -d app/translations; then $(BIN)/pybabel -q compile -d app/translations; fi

run: setup ## Migrate, seed the demo class once, serve on 127.0.0.1:8000
	@$(BIN)/python -m seeds.serve

test: $(DEV) translate ## Lint, types, contracts, tests on SQLite and PostgreSQL, browser tests
	@scripts/install_test_parts.sh
	@scripts/test.sh

lint: $(DEV) ## Only the static checks
	@scripts/lint.sh

format: $(DEV) ## Put the code in shape
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

check: setup ## Every invariant of the data in instance/
	@$(FLASK) check

bench: $(DEV) translate ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

soak: $(DEV) translate ## A long class with faults (SOAK_MINUTES, 30), then trade for hours; goes on where it was stopped
	@$(BIN)/python -m benchmarks.soak
	@$(BIN)/python -m benchmarks.endurance

LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: $(DEV) ## Lock requirements/*.in again
	@for name in uv app dev; do $(LOCK) requirements/$$name.in -o requirements/$$name.txt; done
