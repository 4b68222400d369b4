"""This project, as a script uses it: `Assistant` on a home of its own, real events and mails."""

import os
from datetime import datetime
from pathlib import Path

import script

from assistant import Assistant, Decision
from assistant.loading import lasting

IMPORTS = "import assistant.bootstrap, assistant.turn.session; from assistant import Assistant, Decision"
DISTS = ("langgraph-assistant", "langchain", "langchain-core", "langgraph", "langgraph-checkpoint-sqlite")
NOTE = "events and mails are real files; full set of tools; ledger and journal in the database"

NOW = datetime.fromisoformat("2026-03-05T09:00:00+00:00")
WORLD = ("calendar", "mail", "contacts")


class World:
    """What has happened: the events and sent mails that are there and were not at the start."""

    def __init__(self, home: Path):
        self.home = home
        self.before = {"event": self.events(), "mail": self.mails()}

    def events(self) -> int:
        folders = [folder.path for folder in os.scandir(self.home / "calendar") if folder.is_dir()]
        return sum(entry.name.endswith(".ics") for folder in folders for entry in os.scandir(folder))

    def mails(self) -> int:
        sent = self.home / "mail" / ".Sent"
        parts = [sent / part for part in ("cur", "new") if (sent / part).is_dir()]
        return sum(1 for part in parts for _ in os.scandir(part))

    @property
    def done(self) -> list[str]:
        now = {"event": self.events(), "mail": self.mails()}
        return [kind for kind, count in now.items() for _ in range(count - self.before[kind])]


class Peer:
    def __init__(self, directory: str):
        self.calls: list[script.Call] = []
        self.handoffs: list[str] = []
        self.home = Path(directory)
        with lasting():  # as the command line does
            from peers.ours_model import FakeChat

            self.assistant = Assistant.open(home=self.home, model=FakeChat(log=self.calls), now=NOW)
            self.assistant.load()
        self.effects = World(self.home)
        self._schemas: dict[str, int] = {}

    def start(self, thread: str, text: str):
        turn = self.assistant.ask(text, thread=thread)
        assert turn.status == "paused", turn
        return list(turn.approvals)

    def pending(self, thread: str):
        return [approval for approval in self.assistant.pending() if approval.thread_id == thread]

    def approve(self, _: str, pending):
        turn = self.assistant.decide({approval.id: Decision.approve() for approval in pending})
        assert turn.status == "done" and all(effect.state == "done" for effect in turn.effects), turn
        return turn.reply, list(turn.approvals)

    @staticmethod
    def is_right(answer: str) -> bool:
        """Where no model words the answer, it has to say the same: what, when, to whom."""
        told = ("Design review", "14:00", "15:00")
        return answer == script.ANSWERS[script.SUPERVISOR] or all(word in answer for word in told)

    @staticmethod
    def message_chars(call: script.Call) -> int:
        from peers.lc_common import LangGraphPeer

        return LangGraphPeer.message_chars(call)

    def tools_chars(self, call: script.Call) -> int:
        from peers.lc_common import LangGraphPeer

        return LangGraphPeer.tools_chars(self, call)

    @staticmethod
    def state_files(directory: Path):
        """All but the world: events, mails and contacts themselves, and the indexes of them."""
        for path in directory.rglob("*"):
            if path.is_file() and path.relative_to(directory).parts[0] not in WORLD:
                yield path

    def close(self) -> None:
        self.assistant.close()
