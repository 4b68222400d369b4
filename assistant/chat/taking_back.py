"""Which effect `/undo` takes back: where it may be another than is meant, the person is asked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.screen import Screen
from assistant.views.text import clean_line

if TYPE_CHECKING:
    from assistant.home import Home
    from tools.effects.effect import Effect

KEYS = {"y": "take it back", "n": "leave it"}


@dataclass(frozen=True)
class Choice:
    """What `undo` would take back, beside what was done last."""

    effect: "Effect"
    last: "Effect"
    title: str
    """Of the conversation that the effect is of; empty where that was deleted."""

    def doubts(self, thread: str | None) -> list[str]:
        """Why somebody who is in `thread` may mean another, as sentences."""
        found = []
        if not self.last.undoable:
            found.append(f"The last thing can't be taken back: {clean_line(self.last.summary)}.")
        if self.effect.thread_id != thread:
            title = f" ({clean_line(self.title)!r})" if self.title else ""
            found.append(f"What can be taken back is of another conversation{title}.")
        return found


def choice_in(home: "Home") -> Choice:
    """What would be taken back in this home.

    Raises:
        NotFoundError: there is nothing that can be.
    """
    effect = home.ledger.to_undo()
    last = home.records.last() or effect
    thread = effect.thread_id
    return Choice(effect, last, home.threads.get(thread).title if home.threads.exists(thread) else "")


async def chosen(choice: Choice, screen: Screen, thread: str | None) -> str | None:
    """The key of what is taken back; None when the person thinks better of it, or can't be asked."""
    doubts = choice.doubts(thread)
    for doubt in doubts:
        screen.view.note(doubt)
    question = f"Take this back? {clean_line(choice.effect.summary)}"
    if not doubts or await screen.key(question, KEYS) == "y":
        return choice.effect.key
    screen.view.note("Nothing was taken back. /effects lists what can be; /undo KEY takes back that one.")
    return None
