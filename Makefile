# The front door. Every target makes .venv by itself, and makes it again when it is missing, stale or broken.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ifdef CI
PIP += --no-input
endif

# A .venv that was moved, or whose Python is gone, can't be mended: it is cleared and built again.
HERE := $(shell cat $(VENV)/.pip 2>/dev/null)
ifneq ($(HERE),)
ifneq ($(HERE) works,$(CURDIR) $(shell $(BIN)/python -c 'print("works")' 2>/dev/null))
STALE := --clear
endif
endif

.PHONY: help demo test coverage check format bench lab docs site-test picture explorer notebooks claims clean
help:
	@echo "make demo       who can read this chat? the main experiment on the bundled export"
	@echo "make test       the whole test suite"
	@echo "make coverage   the same, and which lines no test ran: half as slow again"
	@echo "make check      format, lint, types, import contract"
	@echo "make bench      speed and memory, with peers in the same run"
	@echo "make lab        JupyterLab on the course"
	@echo "make docs       the site, in build/docs: its pages run their examples, and a warning is an error"
	@echo "make site-test  the built site: its links, what it loads, and its pages in a browser if there is one"
	@echo "make format     rewrite the sources in the house format"
	@echo "make notebooks  make the notebooks again from their sources; CLASS='autumn 2026' for a class's own"
	@echo "make picture    draw the picture in the README again"
	@echo "make claims     write docs/claims.md again: every claim with its test or source"
	@echo "make explorer   work out docs/explorer.html again: a minute or more"

demo: $(VENV)/.base
	@$(BIN)/cryptokit who-can-read

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

coverage: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/pyright

format: $(VENV)/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/python notebooks/make.py

bench: $(VENV)/.bench
	$(BIN)/python -m pytest bench --benchmark-columns=median,iqr,rounds --benchmark-sort=name \
		--benchmark-group-by=group -s $(ARGS)

lab: $(VENV)/.lessons
	$(BIN)/jupyter lab notebooks --LabApp.default_url=/lab/tree/student/index.ipynb

# CRYPTOKIT_DOCS=quick runs nothing and leaves the notebooks in the browser out: for who writes pages.
docs: $(VENV)/.docs
	$(BIN)/sphinx-build -q -W --keep-going -j auto -b html -d build/doctrees docs build/docs $(ARGS)
	@echo "The site is in build/docs/index.html."

site-test: $(VENV)/.browser
	$(BIN)/python -m pytest -n auto --dist loadfile tests/docs/test_site*.py tests/browser $(ARGS)

notebooks: $(VENV)/.test
	$(BIN)/python notebooks/make.py $(if $(CLASS),'$(subst ','\'',$(CLASS))')

picture: $(VENV)/.base
	$(BIN)/python docs/picture.py

claims: $(VENV)/.test
	$(BIN)/python docs/make_claims.py

explorer: $(VENV)/.base
	$(BIN)/python docs/explorer_page.py

clean:
	rm -rf build/docs build/doctrees docs/made $(VENV) .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Stamps: what is installed. Each depends on pyproject.toml, so that a new dependency is a stale .venv.
.PHONY: stale
stale:
$(VENV)/.pip: $(if $(STALE),stale)
	@test -n "$(PYTHON)" || { echo "cryptokit needs Python 3.11 or newer; none is on the PATH." \
		"Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(STALE) $(VENV)
	@$(PIP) --upgrade 'pip>=25.1'  # older ones know no dependency groups
	@echo '$(CURDIR)' > $@
$(VENV)/.base: pyproject.toml $(VENV)/.pip
	@$(PIP) --editable .
	@touch $@
$(VENV)/.lessons: pyproject.toml $(VENV)/.pip
	@$(PIP) --editable '.[all]'
	@touch $@ $(VENV)/.base
$(VENV)/.test $(VENV)/.dev $(VENV)/.bench $(VENV)/.docs $(VENV)/.browser: $(VENV)/.%: pyproject.toml $(VENV)/.pip
	@$(PIP) --editable . --group $*
	@touch $@ $(VENV)/.base
