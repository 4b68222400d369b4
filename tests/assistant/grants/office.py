"""An office of three, what is said there, and what dies in the middle."""

import os
import signal
from pathlib import Path

from assistant import Assistant, Turn
from assistant.settings import load_settings
from tools.effects.ledger import Ledger
from tools.effects.plan import Intent, Plan, Receipt
from tools.people.card_writing import write_person
from tools.people.contacts import Person
from tools.scheduling.executor import EventExecutor

LUNCH = "Schedule lunch with Ana on Monday at noon"
COFFEE = "Schedule coffee with Ana on Tuesday at 3pm"
MAIL = "Send an email to Ana saying the proofs are here"


def open_office(home: Path, *, hold_s: float = 0) -> Assistant:
    settings = load_settings(
        home=home,
        model="offline",
        now="2026-11-20T10:00:00+01:00",
        time_zone="Europe/Berlin",
        user_name="Sam Roth",
        user_email="sam@larkspur.example",
        hold_s=hold_s,
    )
    opened = Assistant.open(settings=settings)
    for name in ("Ana Souza", "Ben Okafor"):
        email = f"{name.split()[0].lower()}@larkspur.example"
        write_person(home / "contacts", Person(uid=email, name=name, emails=(email,)))
    return opened


def granted(assistant: Assistant, text: str = LUNCH, **limits: object) -> str:
    """The id of a grant that was made from what `text` leads to, which itself is refused."""
    turn = assistant.ask(text)
    [approval] = turn.approvals
    grant = assistant.grant(approval.id, limits)
    assistant.ask("never mind", thread=turn.thread_id, approve="none")
    return grant.id


def events(assistant: Assistant) -> list[str]:
    """What the calendar of these weeks holds."""
    _, found = assistant.home.agenda("from 2026-11-20 to 2026-12-20")
    return [event["title"] for event in found]


def let_through(turn: Turn, grant: str) -> bool:
    """Whether the turn ended with one thing done by this grant, and told so in every way that there is."""
    told = f"the grant {grant} covers it" in (turn.reply or "")
    keys = [effect.key for effect in turn.effects if effect.grant == grant and effect.state == "done"]
    return turn.status == "done" and told and len(keys) == 1


class Dying(EventExecutor):
    """Writes events, and is killed at one place on the way."""

    place = ""

    def render(self, plan: Plan, key: str, at: object) -> bytes:
        self._die_at("before the intent")
        return super().render(plan, key, at)  # type: ignore[arg-type]  # as it was given

    def act(self, intent: Intent) -> Receipt:
        self._die_at("before the act")
        receipt = super().act(intent)
        self._die_at("after the act")
        return receipt

    def _die_at(self, place: str) -> None:
        if self.place == place:
            os.kill(os.getpid(), signal.SIGKILL)


def ask_and_die(home: Path, text: str, place: str) -> None:
    """One turn in thread `t`, killed at `place`."""
    with open_office(home) as assistant:
        dying = Dying(assistant.home.calendar)
        dying.place = place
        assistant.home.ledger = Ledger(assistant.home.database, [dying], clock=assistant.home.clock)
        assistant.ask(text, thread="t")
