"""What waits for a person, as other programs tell them of it: shown in full, and how to answer elsewhere."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.api import Assistant
from assistant.contract import Approval, Turn
from assistant.served_cards import card_address
from assistant.serving.standing import standing
from assistant.settings.settings import default_home
from assistant.views import plain, series
from assistant.views.text import clean
from tools.effects.proposal import ProposalState
from tools.errors import ConflictError


class Questions:
    """The approvals of one home, as a way in shows them.

    The book has them and takes the answers: the first one counts, whichever way it came.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def find(self, id: str) -> Approval:
        """The approval that `id` or a unique beginning of it names, while it waits.

        Raises:
            NotFoundError: there is none, or several begin so.
            ConflictError: it doesn't wait any more.
        """
        found = standing(self._assistant.home, id)
        if not found.waits:
            raise ConflictError(f"{found.approval.id} ({found.approval.summary}): {found.said}")
        return found.approval

    def is_open(self, shown: Approval) -> bool:
        """Whether `shown` still waits for its answer."""
        found = self._assistant.home.book.find(shown.id)
        return found is not None and found.state is ProposalState.PENDING

    def card_text(self, *shown: Approval, number: str = "") -> str:
        """The card of `shown` in full, as lines of text; several are occurrences that one card is for."""
        card = series.card_of(shown, self._assistant.zone, ids=len(shown) > 1)
        return clean("\n".join(plain.card(card, number)))

    def elsewhere(self, waiting: Sequence[Approval]) -> str:
        """How the person answers `waiting` in other ways, as sentences; nothing where nothing waits."""
        if not waiting:
            return ""
        say = self.command("approve", *(approval.id[:6] for approval in waiting))
        waits = "1 approval waits" if len(waiting) == 1 else f"{len(waiting)} approvals wait"
        return (
            f"{waits}; nothing of it was done. Only the person can answer: at a terminal with `{say}`"
            " (or reject, edit), or in `assistant chat`. Do not run these for them."
            f"{self._in_a_browser(waiting)}"
        )

    def _in_a_browser(self, waiting: Sequence[Approval]) -> str:
        """Where the cards are in the pages that somebody serves on this home; nothing where nobody does."""
        home = self._assistant.home.path
        found = [address for approval in waiting if (address := card_address(home, approval.id))]
        return f" In a browser: {' '.join(found)}" if found else ""

    def command(self, *words: str) -> str:
        """A command line that works in any terminal of this person, for this home."""
        home = self._assistant.home.path
        where = [] if home == default_home() else ["--home", str(home)]
        return clean(shlex.join(["assistant", *where, *words]))


def joined(turns: Iterable[Turn]) -> dict[str, Turn]:
    """The last of `turns` of each thread, with the effects of all of them."""
    found: dict[str, Turn] = {}
    for turn in turns:
        before = found.get(turn.thread_id)
        effects = {effect.key: effect for effect in (*(before.effects if before else ()), *turn.effects)}
        found[turn.thread_id] = replace(turn, effects=tuple(effects.values()))
    return found
