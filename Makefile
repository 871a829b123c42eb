# Everything runs in .venv, which the first target that needs it sets up from requirements.lock.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test test-database lab lint docs bench lock clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 — /p' Makefile

run: .venv/ready ## the main job: every notebook, top to bottom, into build/
	@$(PY) -m pgworkbench run

test: .venv/ready ## all tests
	@$(PY) -m pytest -q -n 2 --dist worksteal

test-database: .venv/ready ## the tests that need a server, on the one that PGWORKBENCH_BINDIR or PGWORKBENCH_DATABASE_URL names
	@$(PY) -m pytest -q -n 2 --dist worksteal -m database

lab: .venv/ready ## JupyterLab on the notebooks
	@$(PY) -m pgworkbench lab

lint: .venv/ready ## ruff, mypy, notebooks without outputs
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m nbstripout --verify notebooks/*.ipynb

docs: .venv/ready ## what docs/ holds, made anew
	@$(PY) -m pgworkbench docs

bench: .venv/ready ## index choices, loads and variants, measured and recorded in docs/benchmarks/ (half an hour)
	@$(PY) -m pgworkbench bench --record --seconds 1800
	@$(PY) -m pgworkbench seed --measure leads --record
	@for name in $(notdir $(wildcard schema/variants/*)); do $(PY) -m pgworkbench compare "$$name" --record || exit; done

lock: .venv/ready ## requirements.lock, made anew from pyproject.toml
	@$(PY) -m pip install --quiet uv
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra dev pyproject.toml --output-file requirements.lock

clean: ## forget .venv, build/ and every database that the workbench made
	@rm -rf .venv build .pgworkbench

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'make: needs Python 3.11 or newer; say which: make PYTHON=/path/to/python3 …' >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'make: this Python cannot make a .venv; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 2; }
	@echo 'Setting up .venv (a minute or two, once) …'
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
