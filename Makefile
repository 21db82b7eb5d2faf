# Everything a reader of the sources needs: run `make` to see the targets. Each target does its own set-up.
PYTHON ?= python3
DOCUMENTS ?=
LAB_FLAGS ?=

VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest -n 2 --dist loadscope
# nbval compares text, tables and plotted data; the pictures are left out (tests/nbval.cfg says why).
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg

# Tests and notebooks run side by side already: no library needs threads of its own for small matrices.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help setup book lint check test lab notebooks prose data series release benchmark break lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## create .venv and install the locked environment, if that is not done
	@command -v $(PYTHON) > /dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) tools/install.py $(VENV)

book: setup ## run the notebooks that are stale and build what has changed into _build/html
	@$(BIN)/cqbook book

lint: setup ## check style, order of packages, types, and the data with the numbers of the text
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/cqbook prose

check: lint ## while working: lint, and the tests that need no built book, browser or run of a notebook
	@$(PYTEST) --dist load -p no:nbval --quiet -m "not slow"

test: lint ## run all checks; with DOCUMENTS=folder also against the texts of the five documents
	@$(BIN)/cqbook verify $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")
	@$(BIN)/cqbook notebooks --check
	CQBOOK_DOCUMENTS="$(DOCUMENTS)" $(PYTEST) $(NBVAL) --cov

# JupyterLab refuses to run as root, as one is in most containers, unless it is told to.
IS_ROOT = $(filter 0,$(shell id -u))

lab: setup ## open the notebooks in JupyterLab, signed so that it shows their stored pictures
	@$(BIN)/jupyter trust notebooks/*.ipynb > /dev/null
	$(if $(IS_ROOT),@echo "you are root: JupyterLab starts with --allow-root; whoever has its address has this account")
	JUPYTER_CONFIG_PATH="$(CURDIR)" $(BIN)/jupyter lab --notebook-dir=notebooks $(if $(IS_ROOT),--allow-root) $(LAB_FLAGS)

notebooks: setup ## run the notebooks of which something has changed, and put right what an editor left
	@$(BIN)/cqbook notebooks

prose: setup ## rewrite the numbers of the text that differ from the data, and name the sentences to read again
	@$(BIN)/cqbook prose --write

data: setup ## after editing data/: sort, mark preferred values, rewrite datapackage.json and references.bib
	@$(BIN)/cqbook data

series: setup ## draw every yearly series small into _build/series, and list changes that nothing explains
	@$(BIN)/cqbook series

release: setup ## write the dataset as zip, Parquet and spreadsheet into _build/release
	@$(BIN)/cqbook release

benchmark: setup ## compare make book with a stock build, and loading up to a million rows with a bare read
	@$(BIN)/python tools/benchmark_book.py
	@$(BIN)/python tools/benchmark.py

break: setup ## damage tables and change values in many ways, and count who notices
	@$(BIN)/python tools/breaking.py

lock: setup ## compile requirements.txt anew from the ranges in pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-emit-index-url --upgrade --quiet --custom-compile-command "make lock" --output-file requirements.txt

clean: ## remove the built book and the environment
	rm -rf _build $(VENV) .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
