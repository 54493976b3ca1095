# Every target CI calls, by the same name. `make demo` and `make test` set everything up by themselves.
# Name another interpreter with `make PYTHON=python3.12 ...`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help

help:
	@echo "make demo    install, then crawl, tag and digest the bundled sample newsroom (no network needed after install)"
	@echo "make test    install, lint, types, contracts, all tests"
	@echo "make fast    the quick tests only"
	@echo "make fuzz    the tests by property again, with examples nobody has seen"
	@echo "make gate    how well our own pages are read, against the pinned floors"
	@echo "make readings   note a raised version of the extractor; RELEASE=1 seals what it reads"
	@echo "make check   lint, format, types, import contracts, generated docs"
	@echo "make bench   every promise of the README measured against a peer or a limit"

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tradewind needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(STAMP)

demo: $(STAMP)
	$(BIN)/tradewind demo --dir demo

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

test: check
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

fast: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m 'not slow'

fuzz: $(STAMP)
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -n 2 $$(grep -l '^from hypothesis' tests/test_*.py)

gate: $(STAMP)
	$(BIN)/python -m pytest -q tests/test_crawler_quality.py

readings: $(STAMP)
	PYTHONPATH=. $(BIN)/python tests/readings.py $(if $(RELEASE),--release)

bench: $(STAMP)
	@for script in $$(grep -l __main__ benchmarks/*.py); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

docs: $(STAMP)
	$(BIN)/python docs/generate.py

wheel: $(STAMP)
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
