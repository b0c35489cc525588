# Everything a contributor runs; `make help` lists it. Needs Python 3.11 or newer and make, no more.
# Users of the package need none of this: pip install gemini-magic.
SHELL  := /bin/bash
PYTHON ?= python3
VENV   ?= .venv
BUILD  ?= build
DEMO   ?= notebooks/01_first_reply.ipynb
PYTEST_ARGS ?=
# A file of tests to each core, in their order: those in Chromium come last.
AT_ONCE ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
LAB_ARGS ?=

BIN := $(VENV)/bin
ROOT := $(if $(filter 0,$(shell id -u)),yes)
# Debian's packages: installed when we may, named when we may not.
apt = $(if $(ROOT),apt-get -qq update && apt-get -qq install -y --no-install-recommends $(1) >/dev/null,\
      { echo "Please install them first: sudo apt-get install $(1)"; exit 1; })

# No recipe reads or writes the user's own Jupyter and IPython folders, or uses the user's key.
export JUPYTER_CONFIG_DIR  := $(abspath $(BUILD))/jupyter/config
export JUPYTER_DATA_DIR    := $(abspath $(BUILD))/jupyter/data
export JUPYTER_RUNTIME_DIR := $(abspath $(BUILD))/jupyter/runtime
export JUPYTERLAB_WORKSPACES_DIR := $(abspath $(BUILD))/jupyter/workspaces
export JUPYTERLAB_SETTINGS_DIR   := $(abspath $(BUILD))/jupyter/settings
export IPYTHONDIR          := $(abspath $(BUILD))/jupyter/ipython
export JUPYTER_PREFER_ENV_PATH := 1
WITHOUT_KEY := env -u GOOGLE_API_KEY -u GEMINI_API_KEY -u GOOGLE_GEMINI_BASE_URL GEMINI_MAGIC_ENGINE=local GEMINI_MAGIC_LEDGER=off GEMINI_MAGIC_MEDIA=inline

.PHONY: help demo lab notebooks test lint bench load clean
help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.lab $(VENV)/.engine | $(IPYTHONDIR)  ## run the first notebook on the local engine, into build/demo/
	$(WITHOUT_KEY) $(BIN)/jupyter nbconvert --log-level WARN --to notebook --execute $(DEMO) --output-dir $(BUILD)/demo
	@$(BIN)/jupyter nbconvert --log-level WARN --to html $(BUILD)/demo/$(notdir $(DEMO))
	@echo; echo "Open $(BUILD)/demo/$(basename $(notdir $(DEMO))).html to see what came out."
	@echo "Then \`make lab\` opens the notebooks in JupyterLab: the local engine needs no key;"
	@echo "for Gemini itself set GOOGLE_API_KEY before."

lab: $(VENV)/.lab $(VENV)/.engine | $(IPYTHONDIR)  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir notebooks $(if $(ROOT),--allow-root) $(LAB_ARGS)

notebooks: $(VENV)/.lab $(VENV)/.engine | $(IPYTHONDIR)  ## run the notebooks anew, into their saved outputs
	$(WITHOUT_KEY) $(BIN)/jupyter nbconvert --log-level WARN --to notebook --execute --inplace \
	    --ExecutePreprocessor.record_timing=False notebooks/*.ipynb

test: lint $(VENV)/.engine | $(IPYTHONDIR)  ## lint, types, layers, tests, notebooks and real Chromium
	@command -v chromium >/dev/null || { echo "The browser tests need Chromium." && \
	    $(call apt,chromium fonts-dejavu-core fonts-noto-color-emoji); }
	$(WITHOUT_KEY) $(BIN)/python -m pytest $(AT_ONCE) -m 'not alone' --nbval --nbval-current-env \
	    tests notebooks $(PYTEST_ARGS)
	$(WITHOUT_KEY) $(BIN)/python -m pytest -m alone tests/lab $(PYTEST_ARGS)

lint: $(VENV)/.test  ## ruff, mypy and import-linter only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test  ## the benchmark table
	$(BIN)/python -m tests.benchmarks

load: $(VENV)/.test  ## many at once on the local engine, a minute a pass
	GEMINI_MAGIC_FULL_LOAD=yes $(BIN)/python -m pytest -q -s tests/local/test_load.py

clean:  ## forget everything that was made
	rm -rf $(VENV) $(BUILD) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(IPYTHONDIR):
	@mkdir -p $@

# Each stamp file stands for something installed; it is made again when pyproject.toml changes.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python
$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; name one with: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call apt,python3-venv); }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	@touch $@
$(VENV)/.lab: pyproject.toml $(VENV)/.uv
	$(INSTALL) -e '.[lab,local]'
	@touch $@
$(VENV)/.test: $(VENV)/.lab
	$(INSTALL) --group test
	@touch $@
$(VENV)/.engine: $(VENV)/.lab $(wildcard gemini_magic/local/process/heavy*)
	$(BIN)/python -m gemini_magic.local setup
	@touch $@
