"""Whole turns: each approval says whether the person's words ask for it, whatever the model thinks."""

from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Decision
from assistant.settings import load_settings
from assistant.testing import ScriptedModel, calls, says
from tests.agents.offline.desk import NOW, put_mail, put_person
from tools.mail.maildir_store import MaildirStore
from tools.mail.store import Query

APPROVE = Decision.approve()


class Sitting:
    """An assistant whose model does what a test says."""

    def __init__(self, home: Path) -> None:
        put_person(home, "Ana Lima", "ana")
        put_mail(home, 1, "ana", "Newsletter", 1, "Read me.")
        self.mailbox = MaildirStore(home / "mail")
        self.model = ScriptedModel(script={"schedule_event": [], "search_emails": []})
        settings = load_settings(
            home=home, now=NOW.isoformat(), model="x:y", user_email="sam@x.example", speak="always"
        )
        self.assistant = Assistant.open(settings=settings, model=self.model)

    def says(
        self,
        text: str,
        *writes: tuple[str, dict[str, Any]],
        answer: str = "Done.",
        decision: Decision = APPROVE,
    ) -> list[bool | None]:
        """Say `text`, and decide so on what the model then asks: whether each was asked for."""
        self.model.script["schedule_event"] += [calls(("manage_email", {"request": text}))] if writes else []
        self.model.script["schedule_event"] += [says(answer)]
        self.model.script["search_emails"] += [self._write(*write) for write in writes]
        self.model.script["search_emails"] += [says("ok")] if writes else []
        turn = self.assistant.ask(text, thread="t")
        found: list[bool | None] = []
        while turn.approvals:
            found += [approval.asked_for for approval in turn.approvals]
            turn = self.assistant.decide({approval.id: decision for approval in turn.approvals})
        assert turn.status == "done", turn
        return found

    def _write(self, tool: str, args: dict[str, Any]) -> Any:
        def reply(_: Any) -> Any:
            mails = {mail.subject: mail.id for mail in self.mailbox.search(Query()).envelopes}
            given = {**args, "email_id": mails[args["email_id"]]} if "email_id" in args else args
            return calls((tool, given))

        return reply


HELLO = ("send_email", {"to": ["Ana"], "subject": "Hello", "body": "Hello Ana"})


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    return Sitting(tmp_path)


def delete(subject: str) -> tuple[str, dict[str, Any]]:
    return "delete_email", {"email_id": subject}


def test_a_deletion_of_what_was_sent_a_moment_ago_says_that_nobody_asked_for_it(sitting: Sitting) -> None:
    assert sitting.says("Say hello to Ana", HELLO, delete("Hello")) == [True, False]


def test_a_deletion_that_was_asked_for_is_one(sitting: Sitting) -> None:
    assert sitting.says("Delete the newsletter", delete("Newsletter")) == [True]


def test_what_was_asked_for_earlier_is_asked_for_by_name_alone(sitting: Sitting) -> None:
    assert sitting.says("Delete the newsletter", answer="Which one?") == []
    assert sitting.says("Say hello to Ana", HELLO, delete("Hello"), delete("Newsletter")) == [
        True,
        False,
        True,
    ]


def test_a_yes_asks_for_what_the_assistant_has_offered(sitting: Sitting) -> None:
    sitting.says("What is new?", answer="A newsletter. Shall I delete it?")
    assert sitting.says("yes please", delete("Newsletter"), HELLO) == [True, False]


def test_a_yes_to_another_offer_asks_for_nothing(sitting: Sitting) -> None:
    sitting.says("What is new?", answer="A newsletter. Shall I read it?")
    assert sitting.says("yes please", delete("Newsletter")) == [False]


def test_a_no_to_one_act_leaves_the_others_asked_for(sitting: Sitting) -> None:
    no = Decision.reject("no")
    both = (delete("Newsletter"), HELLO)
    assert sitting.says("Delete the newsletter and say hello to Ana", *both, decision=no) == [True, True]


def test_a_no_of_its_own_ends_what_was_asked_for(sitting: Sitting) -> None:
    sitting.says("Delete the newsletter", answer="All of it?")
    assert sitting.says("no", delete("Newsletter")) == [False]
