"""A turn in a notebook: HTML, and where the assistant of this process still lives, buttons that act."""

import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from assistant.values import Turn
from assistant.views import plain, web

if TYPE_CHECKING:
    from assistant.api import Assistant

WIDGET = "application/vnd.jupyter.widget-view+json"

_bound: "WeakSet[Assistant]" = WeakSet()


def bind(assistant: "Assistant") -> None:
    """Let the buttons of its turns act on `assistant`, for as long as somebody else keeps it."""
    _bound.add(assistant)


def release(assistant: "Assistant") -> None:
    """Turns are shown without buttons from here on: `assistant` is closed."""
    _bound.discard(assistant)


def mimebundle(turn: Turn) -> dict[str, Any]:
    """How a notebook shows `turn`: with buttons for what waits and what can be undone, if it can run them."""
    assistant = _assistant_of(turn)
    zone = assistant.zone if assistant else None
    bundle: dict[str, Any] = {
        "text/plain": "\n".join(plain.turn(turn, zone)),
        "text/html": web.turn(turn, zone) + _how_to_answer(turn),
    }
    if assistant and _has_widgets() and (turn.approvals or any(e.undoable for e in turn.effects)):
        from assistant.views.panel import Panel

        bundle[WIDGET] = Panel(assistant, turn).mimebundle()[WIDGET]
    return bundle


def _assistant_of(turn: Turn) -> "Assistant | None":
    return next((one for one in _bound if one.home.threads.exists(turn.thread_id)), None)


def _has_widgets() -> bool:
    """Whether this runs in a notebook's kernel that can show widgets."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
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
