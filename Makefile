# Another Python: make PYTHON=python3.12 test. The newest versions of what we build on: make LOCK=newest test.
PYTHON ?= python3
VENV ?= .venv$(if $(filter-out python3,$(PYTHON)),-$(notdir $(PYTHON)))$(addprefix -,$(LOCK))
TESTS ?=
BIN := $(VENV)/bin
LOCKED := requirements-dev$(addprefix -,$(LOCK)).lock
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
INSTALL = $(PIP) -r $< && $(PIP) --no-deps --config-settings editable_mode=compat -e .
# Four for two cores: much of it waits for servers and other programs. Each begins with a part of its own, so that
# what starts servers starts most of them once.
PYTEST := $(BIN)/python -m pytest -n 4 --dist worksteal -q
COMPILE := $(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --strip-extras pyproject.toml
DEV := --extra docs --extra notebook --extra mcp --extra server --extra telemetry --extra web --extra dev

# Else each of the many processes that tests start would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: chat install test test-all check format bench mutate notebooks docs studio pictures lock
chat: $(VENV)/ready ; @$(BIN)/python -m assistant chat
# The command `assistant` on the PATH, in an environment of its own.
install: ; @if command -v pipx >/dev/null; then pipx install --force .; else uv tool install --force .; fi
test: $(VENV)/dev ; $(PYTEST) $(TESTS)
test-all: $(VENV)/dev $(VENV)-aegra/ready ; $(PYTEST) -m "not live" --hypothesis-profile=new $(TESTS)
check: $(VENV)/dev ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
format: $(VENV)/dev ; $(BIN)/ruff check --fix . && $(BIN)/ruff format .
bench: $(VENV)/dev ; $(BIN)/python bench/run.py
mutate: $(VENV)/dev ; $(BIN)/python bench/mutation --seed $(or $(SEED),1) --sample $(or $(SAMPLE),40) $(if $(ONLY),--only $(ONLY))
docs: $(VENV)/dev ; $(BIN)/python -m sphinx -q -W -b html docs docs/_build
# Without the word to LangChain that somebody has started it.
studio: $(VENV)/dev ; LANGGRAPH_CLI_NO_ANALYTICS=1 $(BIN)/python -m langgraph_cli dev
pictures: $(VENV)/dev ; $(BIN)/python docs/pictures/record.py
notebooks: $(VENV)/dev ; $(PIP) jupyterlab && $(BIN)/python -m jupyter lab notebooks
# What is locked stays as long as pyproject.toml allows it; only the lock named newest moves by itself.
lock: $(VENV)/dev ; $(COMPILE) -o requirements.lock && $(COMPILE) $(DEV) -o requirements-dev.lock && $(COMPILE) $(DEV) --upgrade -o requirements-dev-newest.lock

$(VENV)/bin/activate: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 chat")'
	@echo "Setting up $(VENV), once …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(if $(LOCK),$(LOCKED),requirements.lock) $(VENV)/bin/activate
	@$(INSTALL)
	@echo "From now on: $(abspath $(BIN))/assistant"
	@echo "or: make install, which puts assistant on your PATH."
	@touch $@

$(VENV)/dev: $(LOCKED) $(VENV)/bin/activate
	@echo "Installing what the tests need …"
	@$(INSTALL)
	@touch $(VENV)/ready $@

# A server for LangGraph's clients that wants other versions than the tests do, in an environment of its own.
$(VENV)-aegra/ready: pyproject.toml $(VENV)/dev
	@echo "Installing aegra …"
	@# The newest Python there is: of aegra 3.11 gets an old one, which is not for several people.
	@for python in python3.13 python3.12 $(PYTHON); do $$python -m venv $(VENV)-aegra 2> /dev/null && break; done
	@$(VENV)-aegra/bin/python -m pip install -q --disable-pip-version-check --config-settings editable_mode=compat -e '.[postgres]' 'aegra-api>=0.6,<0.12' 'sqlalchemy[asyncio]'
	@touch $@
