"""What is said of routines and watches that aren't called so, and how they are told of."""

from datetime import timedelta

import pytest

from agents.offline.routines.wishes import Make, wish_in
from assistant.contract import Decision
from assistant.views.plain import approval as lines_of
from tests.assistant.routines.conftest import MONDAY, sample_place


def asked(place, text):
    """The summary of what is proposed; what is said, where nothing is."""
    turn = place.say(text)
    for approval in turn.approvals:
        place.assistant.decide({approval.id: Decision.reject()})
    return turn.approvals[0].summary if turn.approvals else turn.reply


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """With two routines and a watch, which stay as they are: what is proposed is refused."""
    place = sample_place(tmp_path_factory.mktemp("busy"))
    place.make("Every Friday at 4, mail Ana a reminder about timesheets")
    place.make("Every weekday at 17:30 give me a summary of my unread mail")
    place.make("Tell me if Hugo hasn't answered about the brochure by Wednesday")
    yield place
    place.assistant.close()


SUMMARY, SHEETS = "'Give me a summary of my unread mail'", "'Mail Ana a reminder about timesheets'"


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("Skip the summary tomorrow", f"Skip {SUMMARY} on Tue 1 Dec 2026, 17:30"),
        ("No summary tomorrow please", f"Skip {SUMMARY} on Tue 1 Dec 2026, 17:30"),
        ("don't send the timesheets reminder this Friday", f"Skip {SHEETS} on Fri 4 Dec 2026, 16:00"),
        ("Pause the timesheet reminder", f"Pause {SHEETS}"),
        ("Stop the reminder about timesheets", f"End {SHEETS}"),
        ("stop mailing Ana about timesheets", f"End {SHEETS}"),
        ("Run the summary now", f"Run {SUMMARY} now"),
        ("Move the summary to 18:00", f"Change the routine {SUMMARY}"),
        ("Cancel the summary of unread mail", f"End {SUMMARY}"),
        ("Stop waiting for Hugo", "End 'An answer from Hugo: brochure'"),
        ("never mind about Hugo's answer", "End 'An answer from Hugo: brochure'"),
    ],
)
def test_a_routine_is_known_by_what_it_does(busy, said, proposed):
    assert asked(busy, said) == proposed


@pytest.mark.parametrize("said", ["Skip the stand-up tomorrow", "Cancel the stand-up tomorrow"])
def test_an_event_that_is_called_so_is_meant_first(busy, said):
    assert asked(busy, said).startswith("Cancel one occurrence of 'Stand-up'")


def test_what_no_routine_is_about_is_left_to_the_others(busy):
    assert (
        asked(busy, "Skip the juggling workshop") == "I found no 'juggling workshop', so nothing was changed."
    )


@pytest.mark.parametrize(
    ("said", "is_routine"),
    [
        ("Pilates every Tuesday at 6pm, and mail Ana that I leave early", False),
        ("choir every thursday at 8pm and email Ben", False),
        ("every Friday at 4, mail Ana the hours and archive the newsletters", True),
        ("archive the newsletters every friday and mail Ana about it", True),
    ],
)
def test_an_event_that_comes_again_before_another_request_is_no_routine(said, is_routine):
    assert isinstance(wish_in(said, MONDAY), Make) is is_routine


def test_the_list_says_when_as_people_do(busy):
    assert busy.say("What routines do I have?").reply.splitlines() == [
        "- Mail Ana a reminder about timesheets: every Friday at 16:00, next on Friday, 4 December 2026",
        "- Give me a summary of my unread mail: every weekday at 17:30, next on Monday, 30 November 2026",
        "- An answer from Hugo: brochure: you hear of it if there is none by the end of Wed 2 Dec 2026",
    ]
    assert busy.say("What are you watching for?").reply.startswith("- An answer from Hugo")


def test_a_day_that_is_skipped_stays_so_when_the_time_is_moved(place):
    place.make("Every weekday at 17:30 give me a summary of my unread mail")
    place.say("Skip the summary tomorrow", approve="all")
    turn = place.say("Move the summary to 18:00", approve="all")
    assert turn.reply.endswith("Next: Mon 30 Nov 2026, 18:00.")
    [summary] = place.home.routines.list()
    assert [f"{at:%d %H:%M}" for at in summary.next[:2]] == ["30 18:00", "02 18:00"]


NONE = "you hear of it if there is none by"


@pytest.mark.parametrize(
    ("said", "waits_for", "then"),
    [
        ("ping me if nobody replies to the contract by Thursday",
         f"An answer to 'Contract for next year'; {NONE} the end of Thu 3 Dec 2026", ""),
        ("Tell me if nobody has answered my mail about the contract by Wednesday",
         f"An answer to 'Contract for next year'; {NONE} the end of Wed 2 Dec 2026", ""),
        ("remind me if there's no answer from Noah by Thursday", "none by the end of Thu 3 Dec 2026", ""),
        ("let me know if I don't hear back from Noah by Friday", "none by the end of Fri 4 Dec 2026", ""),
        ("If I haven't heard from Noah by Friday, send him a reminder",
         "none by the end of Fri 4 Dec 2026", "send him a reminder"),
        ("tell me if I haven't heard anything from Hugo about the invoice by tomorrow",
         f"An answer from Hugo: invoice (hugo@larkspur.example); {NONE} the end of Tue 1 Dec 2026", ""),
        ("Follow up with Noah on Friday if he hasn't answered", "none by Fri 4 Dec 2026, 09:00",
         "Follow up with Noah"),
        ("remind me tomorrow at 3pm if Hugo hasn't replied about the brochure",
         "none by Tue 1 Dec 2026, 15:00", ""),
        ("Watch for a mail from Hugo about the brochure until Friday",
         "A mail from Hugo: brochure (hugo@larkspur.example); until the end of Fri 4 Dec 2026", ""),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_come_is_said_in_many_ways(busy, said, waits_for, then):
    [card] = busy.say(said).approvals
    busy.assistant.decide({card.id: Decision.reject()})
    assert card.preview["waits_for"].endswith(waits_for)
    assert card.preview["request"] == then


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ping me if nobody replies to the offer by Thursday", "no mail about 'offer' was sent lately"),
        ("tell me if nobody answers by Friday", "say whose answer is waited for"),
        ("Tell me if Noah hasn't answered", "say until when"),
        ("Every Friday at 4, mail Ana about timesheets without asking", "as there is no grant"),
    ],
)
def test_what_is_missing_is_said_as_to_a_person(busy, said, told):
    reply = busy.say(said).reply
    assert told in reply
    assert "_" not in reply and "=" not in reply


def test_a_mail_that_is_named_by_its_subject_waits_for_whom_it_went_to(place):
    place.say("Mail Ana that the offer stands", approve="all")
    place.now += timedelta(minutes=1)
    [card] = place.say("ping me if nobody replies to the offer by Thursday").approvals
    # It is found by the person's words: the card says of no value that nobody has said it.
    assert "nobody has said" not in "\n".join(lines_of(card, place.home.settings.time_zone))
    [id] = [effect.key for effect in place.assistant.decide({card.id: Decision.approve()}).effects]
    assert place.home.routines.book.get(id).title == "An answer from Ana Souza: offer stands"
    assert place.at("2026-12-03T23:00") == []
    assert place.at("2026-12-04T00:05") == ["Ana Souza has not answered to 'The offer stands'."]


def test_one_that_has_an_answer_is_told_of_at_once(place):
    place.make("ping me if nobody replies to the contract by Thursday")
    [told] = place.at(timedelta())
    assert told.startswith("Noah Brandt has answered already: Re: Contract for next year (Thu 26 Nov 2026")


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("Tomorrow at 9, mail Ana that the room is free", "2026-12-01T09:00:00+00:00"),
        ("In two hours mail Ana that the room is free", "2026-11-30T11:00:00+00:00"),
        ("In 2 hours, message Ana that the room is free", "2026-11-30T11:00:00+00:00"),
        ("At 5pm, send Ana a mail saying I'm on my way", "2026-11-30T17:00:00+00:00"),
        ('Tonight at 8, mail Ana "good night"', "2026-11-30T20:00:00+00:00"),
        ("In an hour, reply to Noah saying I'll call", "2026-11-30T10:00:00+00:00"),
        ("I'm off. Mail Ana that the room is free", ""),
    ],
)
def test_a_time_before_it_is_when_the_mail_leaves(busy, said, at):
    [*_, card] = busy.say(said).approvals
    busy.assistant.decide({one.id: Decision.reject() for one in busy.assistant.pending()})
    assert card.args["send_at"] == at


@pytest.mark.parametrize(
    "said",
    [
        "Tomorrow at 8, forward Noah's mail to Ana",
        "Forward the mail about the contract from Noah to Ana tomorrow at 8",
    ],
)
def test_a_mail_is_not_forwarded_now_where_a_later_time_was_said(busy, said):
    turn = busy.say(said)
    assert not turn.approvals and "A mail is forwarded at once; I can't do it 'tomorrow at 8'" in turn.reply


def test_the_days_of_a_week_stand_before_the_time(busy):
    [card] = busy.say("Every weekday at 9 except Wednesday, brief me").approvals
    busy.assistant.decide({card.id: Decision.reject()})
    assert card.preview["when"] == "every Monday, Tuesday, Thursday and Friday at 09:00"


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Keep Fridays free",
         "'Keep free' on Friday, 4 December 2026, 08:00–20:00 (Europe/London), every Friday"),
        ("No meetings on Friday afternoons",
         "'Keep free' on Friday, 4 December 2026, 12:00–18:00 (Europe/London), every Friday"),
        ("Keep 2 to 4 free tomorrow", "'Keep free' on Tuesday, 1 December 2026, 14:00–16:00 (Europe/London)"),
        ("block every Friday from 1 to 5pm",
         "'Blocked' on Friday, 4 December 2026, 13:00–17:00 (Europe/London), every Friday"),
    ],
)  # fmt: skip
def test_time_that_is_to_stay_free_is_an_event_that_takes_it(busy, said, made):
    assert asked(busy, said) == f"Schedule {made}"


@pytest.mark.parametrize(
    "said", ["No meetings on Fridays?", "Keep the mail free", "leave the door open tomorrow"]
)
def test_and_nothing_else_is_one(busy, said):
    assert not asked(busy, said).startswith("Schedule")


def test_what_comes_once_says_when_once(place):
    [card] = place.say("Brief me tomorrow at 8").approvals
    assert (card.preview["when"], card.preview["next"]) == ("Tue 1 Dec 2026, 08:00", [])
    assert card.preview["missed"] == "if nobody was there: late, as soon as somebody is"
    reply = place.assistant.decide({card.id: Decision.approve()}).reply
    assert reply == "I will run 'Brief' on Tue 1 Dec 2026, 08:00."


def test_a_card_shows_no_data_and_nothing_that_only_a_program_says(busy):
    for said in (
        "Skip the summary tomorrow",
        "Stop the timesheets reminder",
        "Tell me when an hour opens up on Tuesday between 10 and 11",
        "Move the summary to 18:00",
    ):
        [approval] = busy.say(said).approvals
        shown = lines_of(approval, busy.home.settings.time_zone)
        busy.assistant.decide({approval.id: Decision.reject()})
        told = ("{", '"', "has said", " to: ")
        assert not [line for line in shown if any(one in line for one in told)], shown
