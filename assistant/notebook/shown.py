"""A turn in a notebook: HTML, and where the assistant of this process still lives, buttons that act."""

import sys
from typing import Any

from assistant.api import Assistant, open_assistants
from assistant.contract import Turn
from assistant.views import plain, web
from assistant.views.text import clean

WIDGET = "application/vnd.jupyter.widget-view+json"


def show_turns() -> None:
    """Have the IPython that runs this show turns as `mimebundle` does; outside of one nothing happens."""
    if shell := _shell():
        formatter = shell.display_formatter.mimebundle_formatter
        formatter.for_type_by_name(Turn.__module__, Turn.__name__, mimebundle)


def mimebundle(turn: Turn) -> dict[str, Any]:
    """How a notebook shows `turn`: with buttons for what waits and what can be undone, if it can run them."""
    assistant = _assistant_of(turn)
    zone = assistant.zone if assistant else None
    bundle: dict[str, Any] = {
        "text/plain": clean("\n".join(plain.turn(turn, zone))),
        "text/html": web.turn(turn, zone) + _how_to_answer(turn),
    }
    if assistant and _has_widgets() and (turn.approvals or any(e.undoable for e in turn.effects)):
        from assistant.notebook.panel import Panel

        bundle[WIDGET] = Panel(assistant, turn).mimebundle()[WIDGET]
    return bundle


def _assistant_of(turn: Turn) -> Assistant | None:
    return next((one for one in open_assistants() if one.home.threads.exists(turn.thread_id)), None)


def _shell() -> Any:
    """The IPython that runs this; None where none does."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _has_widgets() -> bool:
    """Whether this runs in a notebook's kernel that can show widgets."""
    if not hasattr(_shell(), "kernel"):
        return False
    try:
        import ipywidgets  # noqa: F401  # asked for only to know whether it is there
    except ImportError:
        return False
    return True


def _how_to_answer(turn: Turn) -> str:
    if not turn.approvals:
        return ""
    ids = " ".join(approval.id[:6] for approval in turn.approvals)
    return web.note(f"Waiting for you. In a shell: assistant approve {ids} (or reject, edit, respond)")
