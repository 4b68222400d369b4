"""Routines from the words that make them to what their runs leave behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.contract import Decision
from assistant.routines.running import Routines
from assistant.schedules.routine import RunState
from assistant.testing import ScriptedModel, calls, says
from assistant.turn.session import RoutineTurn
from tests.assistant.routines.conftest import Place


def test_each_run_prepares_and_asks_and_nothing_leaves_without_a_yes(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    assert place.at("2026-12-04T15:59") == []
    [told] = place.at("2026-12-04T16:00")
    assert told == "Waits for your yes: Send 'Reminder: timesheets' to Ana Souza"
    [waiting] = place.assistant.pending()
    thread = place.home.routines.book.get(id).thread_id
    assert (waiting.action, waiting.asked_for, waiting.thread_id) == ("send_email", True, thread)
    turn = place.assistant.decide({waiting.id: Decision.approve()})
    assert [effect.state for effect in turn.effects] == ["done"]


def test_what_nobody_answered_until_the_next_run_is_asked_no_more(place):
    place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.at("2026-12-04T16:00")
    [first] = place.assistant.pending()
    [told] = place.at("2026-12-11T16:00")
    assert told.splitlines()[0] == "1 approval of the run before it was left unanswered; no more asked."
    [second] = place.assistant.pending()
    assert second.id != first.id


def test_what_was_missed_is_said(place):
    place.make("Every weekday at 8, mail Ana a reminder about timesheets")
    [told] = place.at("2026-12-03T20:00")
    assert told.splitlines()[:2] == [
        "Late: it was due Thu 3 Dec 2026, 08:00.",
        "2 runs before it: nobody was there, and not made up for.",
    ]


def test_a_brief_is_told_by_itself(place):
    place.make("Brief me at 8 every weekday")
    [told] = place.at("2026-12-01T08:00")
    assert told.startswith("Tue 1 Dec 2026\n")
    assert not place.assistant.pending()


def test_a_run_that_only_looks_changes_nothing_whatever_it_is_asked(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    book = place.home.routines.book
    book.change(id, {**book.get(id).spec(), "each_run": "look"}, version=1)
    [told] = place.at("2026-12-04T16:00")
    assert "Not done" in told
    assert not place.assistant.pending()
    assert [effect.action for effect in place.assistant.effects()] == ["create_routine"]


def test_under_its_grant_a_run_acts_and_under_no_other(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.at("2026-12-04T16:00")
    [waiting] = place.assistant.pending()
    granted = place.assistant.grant(waiting.id)
    other = place.assistant.grant(waiting.id)
    place.assistant.decide({waiting.id: Decision.approve()})
    desk = place.home.routines
    desk.book.change(id, {**desk.book.get(id).spec(), "each_run": "act", "grant": other.id}, version=1)
    place.at("2026-12-11T16:00")
    assert [effect.grant for effect in place.assistant.effects() if effect.action == "send_email"] == [
        None,
        other.id,
    ]
    place.assistant.revoke_grant(other.id)
    place.at("2026-12-18T16:00")
    assert len(place.assistant.pending()) == 1
    assert granted.state == "active"


def test_a_run_that_goes_on_after_a_yes_has_no_other_grant_either(place, tmp_path):
    place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.at("2026-12-04T16:00")
    [waiting] = place.assistant.pending()
    place.assistant.grant(waiting.id)
    place.assistant.decide({waiting.id: Decision.approve()})
    place.assistant.close()
    mail = {name: waiting.args[name] for name in ("to", "subject", "body")}
    script = {
        "manage_email": [calls(("manage_email", {"request": "x"})), says("done")],
        "send_email": [
            calls(("send_email", mail)),
            calls(("send_email", {**mail, "body": "And now?"})),
            says("ok"),
        ],
    }
    again = Place(tmp_path / "home", ScriptedModel(script=script))
    again.at("2026-12-11T16:00")
    [first] = again.assistant.pending()
    turn = again.assistant.decide({first.id: Decision.approve()})
    assert turn.status == "paused" and [effect.grant for effect in turn.effects] == [None]
    again.assistant.close()


def test_a_run_that_was_begun_is_gone_on_with_and_not_begun_again(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    routine = place.home.routines.book.get(id)
    run = RoutineTurn("run-1", "the routine")
    first = place.assistant.ask(routine.request, routine.thread_id, routine=run)
    again = place.assistant.ask(routine.request, routine.thread_id, routine=run)
    assert [approval.id for approval in again.approvals] == [approval.id for approval in first.approvals]
    assert place.home.threads.get(routine.thread_id).turns == 1


def test_a_thread_that_somebody_works_on_is_left_alone_and_the_run_is_no_try_less(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    routine = place.home.routines.book.get(id)
    place.home.settings = replace(place.home.settings, thread_wait_s=0.05)
    place.assistant.reload()
    with place.home.threads.lock(routine.thread_id, wait_s=1):
        assert place.at("2026-12-04T16:00") == []
    [run] = place.home.routines.book.runs(id)
    assert (run.state, run.attempts) == (RunState.QUEUED, 0)
    assert len(place.at(timedelta(minutes=1))) == 1


def test_what_must_not_be_left_out_waits_for_the_answer_to_the_run_before(place):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    book = place.home.routines.book
    book.change(id, {**book.get(id).spec(), "missed": "all"}, version=1)
    place.at("2026-12-11T17:00")
    [waiting] = place.assistant.pending()
    place.assistant.decide({waiting.id: Decision.reject()})
    place.at(timedelta(hours=2))
    assert len(place.assistant.pending()) == 1
    assert [run.state for run in book.runs(id)] == [RunState.WAITS, RunState.WAITS]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pause the timesheets routine", "paused"),
        ("stop the timesheets routine", "ended"),
        ("skip the timesheets routine this week", "active"),
        ("move the timesheets routine to every Thursday at 3", "active"),
    ],
)
def test_words_change_a_routine_and_undo_takes_it_back(place, words, expected):
    id = place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    book = place.home.routines.book
    before = book.get(id)
    turn = place.say(words, approve="all")
    changed = book.get(id)
    assert changed.state == expected
    assert changed.spec() != before.spec()
    place.assistant.undo(turn.effects[0].key)
    assert book.get(id).spec() == before.spec()


def test_it_is_meant_of_what_was_spoken_of(place):
    turn = place.say("Every Friday at 4, mail Ana a reminder about timesheets", approve="all")
    place.say("pause it", thread=turn.thread_id, approve="all")
    assert place.home.routines.book.get(turn.effects[0].key).state == "paused"


def test_the_card_says_all_that_it_will_do(place):
    [approval] = place.say("Every day at 02:30, mail Ana a reminder about timesheets").approvals
    shown = approval.preview
    assert (shown["when"], shown["zone"], len(shown["next"])) == ("every day at 02:30", "Europe/London", 5)
    assert shown["each_run"] == "prepares what it takes, and asks you before each change"
    assert approval.warnings == ()
    [approval] = place.say("Every day at 01:30, mail Ana a reminder about timesheets").approvals
    assert (
        approval.warnings[0]
        == "There is no 01:30 on Sun 28 Mar 2027, as clocks go forward; it runs at 02:30."
    )


def test_an_approval_that_comes_later_holds_though_the_next_times_have_passed(place):
    [approval] = place.say("Every Friday at 4, mail Ana a reminder about timesheets").approvals
    place.now += timedelta(days=9)
    turn = place.assistant.decide({approval.id: Decision.approve()})
    assert [effect.state for effect in turn.effects] == ["done"]
    [made] = place.home.routines.list()
    assert f"{made.next[0]:%d %b}" == "11 Dec"


def test_two_workers_do_each_run_once(place):
    place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.now += timedelta(days=4, hours=7)
    workers = [Routines(place.home, lambda: place.assistant) for _ in range(2)]
    assert sum(worker.run_due() for worker in workers) == 1


def test_every_fifteen_minutes_is_approved_and_runs(place):
    place.make("every 15 minutes list my unread mails")
    assert len(place.at(timedelta(minutes=1))) == 1
    assert place.at(timedelta(minutes=14)) == []
    assert len(place.at(timedelta(minutes=1))) == 1


@pytest.mark.parametrize(
    ("said", "tool", "args", "made"),
    [
        (
            "every friday at 4 mail ana a reminder",
            "create_routine",
            {"request": "mail Ana a reminder", "when": "every friday at 4"},
            "request",
        ),
        (
            "brief me every weekday at 8",
            "create_routine",
            {"request": "brief me", "when": "every weekday at 8", "kind": "brief"},
            "brief",
        ),
        (
            "tell me if Noah hasn't answered by friday",
            "create_watch",
            {"what": "answer", "person": "Noah", "until": "by friday"},
            "watch",
        ),
        (
            "tell me when the invoice from Hugo arrives",
            "create_watch",
            {"what": "mail", "person": "Hugo", "about": "invoice"},
            "watch",
        ),
    ],
)
def test_a_language_model_makes_them_by_the_same_tools(place, tmp_path, said, tool, args, made):
    place.assistant.close()
    script = {
        "manage_routines": [calls(("manage_routines", {"request": said})), says("It is made.")],
        "create_routine": [calls((tool, args)), says("done: it is made.")],
    }
    again = Place(tmp_path / "home", ScriptedModel(script=script))
    again.say(said, approve="all")
    [one] = again.home.routines.list()
    assert one.kind == made
