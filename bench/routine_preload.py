"""Imports all that a turn needs, for processes that are forked from the one that has done so."""

import contextlib
import importlib
import pkgutil

import agents
import assistant
import tools

LEFT_OUT = ("assistant.__main__", "assistant.serving", "assistant.commands", "assistant.chat")

for name in (
    "sqlalchemy.dialects.sqlite",
    "apscheduler.jobstores.sqlalchemy",
    "apscheduler.triggers.interval",
):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
for package in (agents, tools, assistant):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.startswith(LEFT_OUT):
            # What belongs to an extra that isn't installed is no part of the work.
            with contextlib.suppress(ImportError):
                importlib.import_module(found.name)
