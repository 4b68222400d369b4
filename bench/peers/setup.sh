#!/bin/sh
# One environment per dependency family, beside this file. PYTHON picks the interpreter.
set -e
cd "$(dirname "$0")"
for family in ours langgraph openai pydantic; do
    [ -d "venv-$family" ] || "${PYTHON:-python3}" -m venv "venv-$family"
    "venv-$family/bin/pip" install -q --config-settings editable_mode=compat -r "requirements/$family.txt"
done
