"""Guests who answer in words, by their calendars, late, twice, not at all: the right time is booked, once."""

from dataclasses import replace

import pytest

from tests.assistant.polls.conftest import (
    GUESTS,
    HELD,
    MAYA,
    NOAH,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Office,
    at,
)
from tools.errors import AmbiguousError, ToolError
from tools.mail.itip import answer
from tools.people.contacts import Address
from tools.scheduling.availability import Slot


def test_times_are_held_and_mailed(office: Office) -> None:
    poll = office.proposes()
    assert office.holds() == HELD
    assert office.mails() == [("When can we meet? Budget", "REQUEST")]
    asked = office.asked()
    assert [one.email for one in asked.to] == GUESTS
    body = office.home.mailbox.read(asked.id).body
    assert "2. Wednesday, 9 December 2026, 14:00–15:00 (Europe/London)" in body
    assert (office.invitation().uid, office.invitation().start) == (poll.uid, at(TUESDAY))
    assert office.looks() == 0


def test_the_time_that_fits_all_is_booked_and_the_others_are_released(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday or Wednesday works for me.")
    assert office.looks() == 0
    office.writes(NOAH, "The second one, please.\n\nNoah")
    assert office.looks() == 1
    plan = office.planner.settle()
    assert plan.preview["poll"]["answers"][0] == "Maya Patel: yes, “Tuesday or Wednesday works for me.”"
    assert [slot["start"][:16] for slot in plan.preview["poll"]["releases"]] == [TUESDAY, THURSDAY]
    assert office.booked() == [] and office.holds() == HELD, "a plan changes nothing"
    office.settles()
    assert office.booked() == [("Budget", at(WEDNESDAY), GUESTS)]
    assert office.holds() == []
    assert office.mails() == [("When can we meet? Budget", "REQUEST"), ("Invitation: Budget", "REQUEST")]
    assert office.looks() == 1
    with pytest.raises(ToolError, match="booked already"):
        office.planner.settle("budget")


def test_calendar_programs_answer_the_first_time_or_name_another(office: Office) -> None:
    office.proposes()
    office.answers_by_calendar(MAYA, "declined", comment="Thursday works")
    office.counters(NOAH, THURSDAY)
    assert office.standing().best == 2
    office.answers_by_calendar(NOAH, "accepted")
    assert office.standing().json_dict()["guests"][1]["says"] == {"1": "yes", "3": "yes"}


def test_an_acceptance_is_a_yes_to_the_first(office: Office) -> None:
    office.proposes()
    office.answers_by_calendar(MAYA, "accepted")
    office.answers_by_calendar(NOAH, "tentative")
    assert office.standing().best == 0


def test_the_later_word_counts_for_what_it_speaks_of(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday works")
    office.writes(NOAH, "Tuesday and Thursday work")
    assert (office.looks(), office.standing().best) == (1, 0)
    shown = office.planner.settle()
    office.writes(MAYA, "Sorry, Tuesday is no longer possible. Thursday would be fine.")
    assert (office.looks(), office.standing().best) == (2, 2)
    fresh = office.planner.settle(**shown.args)
    assert not shown.still_holds(fresh) and "Maya Patel can't then" in fresh.warnings


def test_who_does_not_answer_is_told_of_once_before_the_first_time(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "1 and 2")
    assert office.looks() == 0
    office.at = at("2026-12-07T11:00")
    assert [office.looks(), office.looks()] == [1, 1]
    assert [one.guest for one in office.standing().waiting_for] == [NOAH]
    assert office.holds() == HELD


def test_of_what_comes_late_only_a_time_to_come_is_booked(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "1 and 3")
    office.at = at("2026-12-08T12:00")
    office.writes(NOAH, "1 or 3")
    office.settles()
    assert [start for _, start, _ in office.booked()] == [at(THURSDAY)]


def test_what_comes_after_the_booking_changes_nothing(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday")
    office.writes(NOAH, "Tuesday")
    office.settles()
    office.writes(NOAH, "None of these work, sorry.")
    assert office.looks() == 0, "the watch has ended, and says nothing"
    assert [start for _, start, _ in office.booked()] == [at(TUESDAY)]


def test_a_clash_in_between_takes_the_time_away(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday is best, Thursday works too")
    office.writes(NOAH, "Tuesday or Thursday")
    assert office.standing().best == 0
    shown = office.planner.settle()
    office.puts("Dentist", TUESDAY)
    assert not shown.still_holds(office.planner.settle(**shown.args))
    office.settles()
    assert [start for _, start, _ in office.booked()] == [at(THURSDAY)]


def test_none_fits_all_is_said_and_nothing_is_booked(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "none, could we do Friday at 3?")
    office.writes(NOAH, "Tuesday works")
    assert office.looks() == 1
    told = office.standing().json_dict()
    assert told["fits_all"] is None
    assert told["guests"][0]["instead"][0]["start"].startswith("2026-12-11T15:00")
    with pytest.raises(ToolError, match="no time fits all yet"):
        office.planner.settle()
    plan = office.planner.settle(time="Friday 11 December at 3pm")
    assert plan.payload["slot"][0].startswith("2026-12-11T15:00")
    assert "Noah Brandt has not said yes to this" in plan.warnings


def test_what_cannot_be_read_is_shown_in_their_words_and_fits_nothing(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday works if the painters are gone by then.")
    office.writes(NOAH, "Tuesday")
    assert (office.looks(), office.standing().best) == (1, None)
    warnings = office.planner.settle(time="1").warnings
    assert any("can't be read for certain: 'Tuesday works if the painters" in said for said in warnings)


def test_a_later_word_that_cannot_be_read_leaves_nothing_certain(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday")
    office.writes(NOAH, "Tuesday")
    assert office.standing().best == 0
    office.writes(NOAH, "Only if my train is on time.")
    assert office.standing().best is None


def test_an_answer_to_another_event_is_none(office: Office) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday")
    ics = answer(office.invitation(), NOAH, "accepted", at=office.at).replace(b"UID:poll1", b"UID:other")
    office.writes(NOAH, "Tuesday works", calendar=(ics, "REPLY"))
    assert (office.looks(), office.standing().best) == (0, None)


@pytest.mark.parametrize(
    ("who", "text", "options"),
    [
        (Address("Mallory", "mallory@evil.example"), "Tuesday works", {}),
        (Address(NOAH.name, "noah@evil.example"), "Tuesday works", {}),
        (NOAH, "I am out of the office.", {"subject": "Automatic reply: When can we meet? Budget"}),
        (NOAH, "Tuesday works", {"Auto_Submitted": "auto-replied"}),
        (NOAH, "Tuesday works", {"threaded": False, "subject": "Lunch"}),
    ],
)
def test_what_is_no_answer_of_a_guest_counts_for_nothing(office: Office, who, text, options) -> None:
    office.proposes()
    office.writes(MAYA, "Tuesday works")
    office.writes(who, text, **options)
    assert (office.looks(), office.standing().best) == (0, None)


def test_a_forged_answer_of_a_calendar_counts_for_nothing(office: Office) -> None:
    office.proposes()
    office.answers_by_calendar(MAYA, "accepted")
    office.answers_by_calendar(NOAH, "accepted", sender=Address(NOAH.name, "noah@evil.example"))
    office.answers_by_calendar(NOAH, "accepted", sender=MAYA)
    assert [one.answered for one in office.standing().answers] == [True, False]
    assert office.standing().best is None


def test_an_answer_belongs_to_one_poll(office: Office) -> None:
    first = office.proposes()
    office.proposes("2026-12-11T12:00", [MAYA.email], "Lunch")
    office.writes(MAYA, "works for Friday")
    assert office.standing().best == 0
    assert not any(one.answered for one in office.home.polls.answers(first))
    with pytest.raises(AmbiguousError, match="several are open"):
        office.planner.settle(time="1")
    assert office.planner.settle("lunch").summary.startswith("Book 'Lunch'")


def test_whose_free_time_a_server_tells_counts_until_they_write(office: Office) -> None:
    busy = Slot(at(TUESDAY), at("2026-12-08T18:00"))
    desk = replace(office.home.polls, busy=lambda *_: {MAYA.email: (busy,)})
    office.home.__dict__["polls"] = desk
    office.planner = replace(office.planner, desk=desk)
    poll = office.proposes("Tuesday 8 December to Thursday 10 December")
    assert poll.seen == (MAYA.email,)
    assert not any(slot.overlaps(busy) for slot in poll.options)
    office.writes(NOAH, "2")
    assert (office.looks(), office.standing().best) == (1, 1), "she is free then"
    assert office.standing().said_of(1)[0] == "Maya Patel: has not answered; free, as the calendar says"
    office.writes(MAYA, "none of them")
    assert office.standing().best is None
