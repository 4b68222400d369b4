"""An assistant whose model makes the mistakes of a small one, as a test says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant import Assistant, Decision
from assistant.contract import Approval, Turn
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.desk import LONDON, NOW, put_event, put_mail, put_person

APPROVE = Decision.approve()
CALENDAR, EMAIL = "create_calendar_event", "send_email"
LETTER = {"to": ["Ana"], "subject": "Plan", "body": "It is fine.\nSam"}
LUNCH = {"title": "Lunch", "start_time": "Monday at noon"}
LOOK = ("list_calendar_events", {"when": "next Tuesday"})
SEND, BOOK = ("send_email", LETTER), ("create_calendar_event", LUNCH)


class Weak:
    """A home with three people, an event and two mails; each agent plays a list of replies."""

    def __init__(self, home: Path, plays: type[ScriptedModel] = ScriptedModel, **settings: Any) -> None:
        for name, local in (("Ana Lima", "ana"), ("Ben Okafor", "ben"), ("Maya Patel", "maya")):
            put_person(home, name, local)
        put_event(home, "design", "Design review", NOW.replace(day=24, hour=14), "ana")
        put_mail(home, 1, "ana", "Quarterly budget", 1)
        put_mail(home, 2, "ben", "Offsite plan", 2)
        self.home = home
        self.model = plays(script={"schedule_event": [], CALENDAR: [], EMAIL: []})
        given = {"model": "x:y", "user_email": "sam@x.example", "user_name": "Sam Reed", **settings}
        loaded = load_settings(home=home, now=NOW.isoformat(), time_zone=LONDON.key, **given)
        self.assistant = Assistant.open(settings=loaded, model=self.model)
        self.asked: list[Approval] = []

    def plays(self, *supervisor: Any, calendar: Any = (), email: Any = ()) -> None:
        """What the model says; a text is an answer, a pair a call of that tool."""
        for agent, replies in (("schedule_event", supervisor), (CALENDAR, calendar), (EMAIL, email)):
            self.model.script[agent] += [_reply(reply) for reply in replies]

    def says(self, text: str, decision: Decision = APPROVE) -> Turn:
        """A turn in which everything is decided so."""
        turn = self.assistant.ask(text, thread="t")
        while turn.approvals:
            self.asked += turn.approvals
            turn = self.assistant.decide({approval.id: decision for approval in turn.approvals})
        return turn

    def sent(self) -> list[Path]:
        return sorted((self.home / "mail" / ".Sent").glob("*/*"))

    def events(self) -> list[str]:
        found = self.home.glob("calendar/*/*.ics")
        return sorted(path.read_text().split("SUMMARY:")[1].splitlines()[0] for path in found)

    def told(self, agent: str) -> list[str]:
        """The newest message of each call of an agent's model."""
        return [messages[-1].text for key, messages in self.model.heard if key == agent]


def _reply(reply: Any) -> Any:
    if isinstance(reply, str):
        return says(reply)
    return calls(reply) if isinstance(reply, tuple) else reply


def retells(worded: Callable[[str], str]) -> Any:
    """An answer that a model makes of what a tool has just told it."""
    return lambda messages: says(worded(messages[-1].text))


def books(request: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return ("schedule_event", {"request": request, **more})


def mails(request: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return ("manage_email", {"request": request, **more})
