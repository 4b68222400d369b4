PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
COMPILE := $(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml

.PHONY: chat test test-all check format bench notebooks lock
chat: .venv/ready ; @$(BIN)/python -m assistant chat
test: .venv/dev ; $(BIN)/python -m pytest -n 2 -q
test-all: .venv/dev ; $(BIN)/python -m pytest -n 2 -q -m "not live"
check: .venv/dev ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
format: .venv/dev ; $(BIN)/ruff check --fix . && $(BIN)/ruff format .
bench: .venv/dev ; $(BIN)/python bench/run.py
notebooks: .venv/dev ; $(PIP) jupyterlab && $(BIN)/python -m jupyter lab notebooks
lock: .venv/dev ; $(COMPILE) -o requirements.lock && $(COMPILE) --extra notebook --extra mcp --extra telemetry --extra dev -o requirements-dev.lock

.venv/ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 chat")'
	@echo "Setting up .venv, once …"
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.lock && $(PIP) --no-deps --config-settings editable_mode=compat -e .
	@touch $@

.venv/dev: .venv/ready requirements-dev.lock
	@echo "Adding what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@
