#!/bin/sh
# One environment per dependency family, beside this file. PYTHON picks the interpreter.
set -e
cd "$(dirname "$0")"
for family in ours langgraph openai pydantic; do
    [ -d "venv-$family" ] || "${PYTHON:-python3}" -m venv "venv-$family"
    "venv-$family/bin/pip" install -q -r "requirements/$family.txt"
done
# As `make` installs it; pip heeds the option for what stands on its command line only.
venv-ours/bin/pip install -q --no-deps --config-settings editable_mode=compat -e ../..
