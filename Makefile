# Two commands do everything: `make run` shows the screener at work, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BROKER ?= embedded
TEST_PROCESSES ?= 4
# Compiles what has changed since the last time; otherwise it only loads the compiled search, in about a second.
COMPILE = $(BIN)/python -c 'from topologies.reference.search import compile_search; compile_search()'
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check lint format lock contracts kafka clean help

run: $(VENV)/.run  ## set up, then stream a sample day through the screener (BROKER=kafka for the real Apache Kafka)
	@$(BIN)/screener run --broker $(BROKER) $(ARGS)

test: lint  ## set up, then lint and run every test, those of the real Kafka too; the coverage of screener/
	@$(COMPILE)
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --cov=screener $(ARGS)

check: lint  ## before each commit: format, lint, types, and every test that needs no Kafka
	@$(COMPILE)
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) -m "not kafka" --hypothesis-profile=quick $(ARGS)

lint: $(VENV)/.dev  ## ruff and mypy, everything on
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

format: $(VENV)/.dev  ## let ruff put the layout right
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

contracts: $(VENV)/.dev  ## write schemas/contracts/ anew from the types
	$(BIN)/python -m schemas.contracts

lock:  ## pin every dependency anew (uv resolves; the files hold hashes and no address)
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv
	$(VENV)/lock/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --group build -o requirements.lock pyproject.toml
	$(VENV)/lock/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

kafka: $(VENV)/.run  ## fetch the jars of Apache Kafka and start one broker on loopback (stays up until Ctrl-C)
	@$(BIN)/screener kafka

clean:  ## remove what the other targets made
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# $(call step,words,command) runs a step of the set-up, and says in one line what it does and how long it took.
define step
@printf '%s ... ' '$(1)'; start=$$(date +%s); $(2) && echo "$$(($$(date +%s) - start)) s"
endef
PIP_INSTALL := $(BIN)/python -m pip install -q --no-deps
NEW_ENOUGH = $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))' 2>&1)

$(VENV)/bin/python:
	$(if $(filter True,$(NEW_ENOUGH)),,$(error The screener needs Python 3.11 or later, and $(PYTHON) is not: make PYTHON=/path/to/python3.11))
	$(call step,Creating the virtual environment $(VENV),$(PYTHON) -m venv $(VENV))

# --no-deps: the lock file is complete, and leaves out what only rigour's Python wrappers need (see pyproject.toml).
$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(call step,Installing $(shell grep -c == requirements.lock) packages,$(PIP_INSTALL) --require-hashes -r requirements.lock)
	$(call step,Installing the screener,$(PIP_INSTALL) --no-build-isolation --no-index -e .)
	$(call step,Compiling the search (once; about a minute),$(COMPILE))
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(call step,Installing the development tools,$(PIP_INSTALL) --require-hashes -r requirements-dev.lock)
	@touch $@
