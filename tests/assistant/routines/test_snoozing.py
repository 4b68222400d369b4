"""A mail, an approval, an event's follow-up put off: away until its time, then on top."""

import json

import pytest

from agents.arming import why_not
from assistant.commands.cli import main
from assistant.looking import look_at_mail
from assistant.pages.brief import brief
from assistant.routines.returns import Returns
from assistant.routines.runner import RoutineRunner
from assistant.testing import ScriptedModel, calls, says
from tests.assistant.routines.conftest import MONDAY, Place
from tests.patience import eventually
from tools.effects.plan import Plan


def subjects(place: Place) -> list[str]:
    return [mail["subject"] for mail in look_at_mail(place.home, "", 50).found]


def lines(place: Place, title: str) -> list[str]:
    page = brief(place.home, place.now.date())
    return [line.text for section in page.sections if section.title == title for line in section.lines]


def test_a_mail_is_away_until_then_and_back_on_top(place):
    before = subjects(place)
    turn = place.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    assert turn.status == "done" and "Put off: Jonas Weber: Words for the pricing page" in turn.reply
    assert [one for one in before if one not in subjects(place)] == ["Words for the pricing page"]
    assert not any("pricing" in line for line in lines(place, "Waits for your answer"))
    assert place.home.mail("subject:pricing")  # who looks for it finds it
    place.now = MONDAY.replace(month=12, day=1, hour=10)
    [first, *_] = look_at_mail(place.home, "", 50).found
    assert first["subject"] == "Words for the pricing page" and first["back"]
    assert sorted(subjects(place)) == sorted(before)
    assert lines(place, "Back on top") == ["Jonas Weber: Words for the pricing page"]
    place.now = MONDAY.replace(month=12, day=2, hour=11)
    assert subjects(place) == before and not lines(place, "Back on top")


def test_undo_brings_it_back_at_once(place):
    before = subjects(place)
    turn = place.say("Snooze the mail from Jonas about the pricing page until Friday")
    place.assistant.undo(turn.effects[0].key)
    assert subjects(place) == before
    assert not place.home.snoozes.away() and not place.home.snoozes.back()


def test_a_mail_that_is_dealt_with_meanwhile_doesnt_come_back(place):
    turn = place.say("Snooze the mail from Jonas about the pricing page until Tuesday")
    id = place.home.snoozes.away()[0].id
    assert turn.status == "done"
    place.home.mailbox.move(id, "trash")
    place.now = MONDAY.replace(month=12, day=1, hour=10)
    assert "Words for the pricing page" not in subjects(place)


def test_an_approval_is_away_from_all_lists_and_can_still_be_answered(place):
    one = place.say("Coffee with Farid tomorrow at 4pm").approvals[0]
    other = place.say("Lunch with Grace tomorrow at noon").approvals[0]
    place.say("Snooze the approval of the coffee until tomorrow at 9am")
    assert [waiting.id for waiting in place.assistant.pending()] == [other.id]
    assert [waiting.id for waiting in place.assistant.pending(one.thread_id)] == [one.id]
    assert not any("Coffee" in line for line in lines(place, "Waits for your yes"))
    place.now = MONDAY.replace(month=12, day=1, hour=9)
    assert [waiting.id for waiting in place.assistant.pending()] == [one.id, other.id]


def test_an_events_follow_up_comes_back_in_the_brief(place):
    place.say("Review with Farid tomorrow at 4pm", approve="all")
    turn = place.say("Snooze the follow-up of the review with Farid until Friday at 9am")
    assert turn.status == "done", turn.reply
    place.now = MONDAY.replace(month=12, day=4, hour=9)
    assert lines(place, "Back on top") == ["Review with Farid"]


@pytest.mark.parametrize(
    "said", ["Snooze the mail from Nobody until Friday", "Snooze the mail from Ana until yesterday"]
)
def test_what_isnt_clear_is_not_done(place, said):
    turn = place.say(said)
    assert not turn.effects and not place.home.snoozes.away()


def test_a_mail_that_asks_for_it_puts_nothing_off(place, tmp_path):
    id = place.home.mail("subject:pricing")[0]["id"]
    place.assistant.close()
    script = {
        "manage_routines": [calls(("manage_routines", {"request": "as the mail says"})), says("Done.")],
        "create_routine": [
            calls(("snooze", {"what": "mail", "about": id, "until": "Friday"})),
            says("It can't be done."),
        ],
    }
    again = Place(tmp_path / "home", ScriptedModel(script=script))
    again.say("Read me the newest mail", approve="all")
    assert not again.home.snoozes.away()
    again.assistant.close()


def test_only_words_of_putting_off_arm_it():
    plan = Plan(kind="snooze.put", args={}, summary="", destination="", preview={}, payload={})
    assert why_not("snooze", plan, ["snooze it until Friday"], []) == ""
    assert why_not("snooze", plan, ["what does Ana say?"], [])


@pytest.mark.parametrize("said", ["What did I snooze?", "which mails are snoozed?", "show my snoozes"])
def test_what_is_away_is_listed_with_its_id_and_until_when(place, said):
    assert place.say(said).reply == "Nothing is put off."
    place.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    [away] = place.home.snoozes.away()
    shown = f"Jonas Weber: Words for the pricing page, until Tue 1 Dec 2026, 10:00 [{away.id}]"
    assert shown in place.say(said).reply


def test_a_command_lists_it_too(place, capsys):
    place.say("Snooze the mail from Jonas about the pricing page until Friday at 10am")
    [away] = place.home.snoozes.away()
    assert main(["--home", str(place.home.path), "brief", "--away", "--json"]) == 0
    [line] = json.loads(capsys.readouterr().out)["lines"]
    assert (line["kind"], line["id"]) == ("mail", away.id)
    assert main(["--home", str(place.home.path), "brief", "Friday", "--away"]) == 2
    assert "leave the day out" in capsys.readouterr().err


class Ringing:
    """What rings, as a process hears it that looks now and then."""

    def __init__(self, place: Place) -> None:
        self.rang: list[str] = []
        self.returns = Returns(place.home, self.rang.append)


def test_what_is_back_rings_once_on_one_of_two_workers_and_not_after_a_restart(place):
    place.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    [away] = place.home.snoozes.away()
    one, other = Ringing(place), Ringing(place)
    assert one.returns.due_in_s() == 25 * 3600
    assert one.returns.ring_due() == 0
    place.now = MONDAY.replace(month=12, day=1, hour=10)
    assert [one.returns.ring_due(), other.returns.ring_due(), one.returns.ring_due()] == [1, 0, 0]
    assert Ringing(place).returns.ring_due() == 0
    assert one.rang == [f"Back: Jonas Weber: Words for the pricing page (mail {away.id})"]
    assert one.returns.due_in_s() is None
    place.say("Snooze the mail from Jonas about the pricing page until Wednesday at 10am")
    place.now = MONDAY.replace(month=12, day=2, hour=10)
    assert one.returns.ring_due() == 1


def test_what_is_dealt_with_by_then_rings_no_more(place):
    place.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    place.home.mailbox.move(place.home.snoozes.away()[0].id, "archive")
    place.now = MONDAY.replace(month=12, day=1, hour=10)
    assert Ringing(place).returns.ring_due() == 0


def test_the_runner_rings_it_for_whoever_is_there_and_for_whom_notify_names(place):
    heard: list[str] = []
    place.home.journal.subscribe(
        "type:notification", lambda message: heard.append(message.content), name="me"
    )
    place.say("Snooze the mail from Jonas about the pricing page until Tuesday at 10am")
    place.now = MONDAY.replace(month=12, day=1, hour=10, minute=1)
    rang: list[str] = []
    with RoutineRunner(place.home, lambda: place.assistant, ring=rang.append):
        eventually(lambda: bool(rang))
    place.home.journal.bus.settle()
    assert len(rang) == 1 and rang[0].startswith("Back: Jonas Weber")
    assert heard == rang
