"""Guests are looked at as recipients are."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.tools.scheduling.desk import Desk
from tools.effects.plan import Plan

EVIL = "ana@example.org <evil@x.test>"
Invite = Callable[[Desk, str], Plan]


def by_a_new_event(desk: Desk, guest: str) -> Plan:
    return desk.plan("create_calendar_event", title="Review", start_time="tomorrow 10", attendees=[guest])


def by_a_change(desk: Desk, guest: str) -> Plan:
    event = desk.create("Review", "tomorrow 10", attendees=["Ben"])
    return desk.plan("update_calendar_event", event_id=event, add_attendees=[guest])


WAYS = [by_a_new_event, by_a_change]


@pytest.mark.parametrize("invited", WAYS)
def test_somebody_known_is_invited_without_a_warning(desk: Desk, invited: Invite) -> None:
    assert invited(desk, "Ana").warnings == ()


@pytest.mark.parametrize("invited", WAYS)
def test_a_guest_who_was_never_written_to_and_is_outside_is_named(desk: Desk, invited: Invite) -> None:
    assert invited(desk, "cy@far.test").warnings == (
        "Never written to before: cy@far.test",
        "Goes outside example.org: cy@far.test",
    )


@pytest.mark.parametrize("invited", WAYS)
@pytest.mark.parametrize("guest", [EVIL, "Ana Lima <evil@x.test>"])
def test_a_guest_under_somebody_elses_name_is_told_on_the_card_and_in_the_one_line(
    desk: Desk, invited: Invite, guest: str
) -> None:
    plan = invited(desk, guest)
    name = guest.partition(" <")[0]
    assert any("evil@x.test" in said and "ana@example.org" in said for said in plan.warnings)
    assert plan.summary.endswith(f"(careful: '{name}' goes to evil@x.test)")


def test_who_was_invited_already_is_not_told_again(desk: Desk) -> None:
    event = desk.create("Review", "tomorrow 10", attendees=["cy@far.test"])
    plan = desk.plan("update_calendar_event", event_id=event, start_time="tomorrow 11")
    assert plan.warnings == ()


def test_what_was_written_to_is_asked_of_the_mailbox(desk: Desk) -> None:
    asked: list[str] = []
    tools = desk.tools_with(written_to=lambda email: bool(asked.append(email)) or True)
    write = tools.write("create_calendar_event")
    assert write is not None
    plan = write.plan({"title": "Review", "start_time": "tomorrow 10", "attendees": ["cy@example.org"]})
    assert plan.warnings == ()
    assert set(asked) == {"cy@example.org"}


def test_what_an_earlier_version_asked_without_looking_at_guests_is_still_answered(desk: Desk) -> None:
    write = desk.tools.write("create_calendar_event")
    assert write is not None
    fresh = by_a_new_event(desk, "Ana Lima <evil@x.test>")
    assert len(fresh.warnings) == 3
    shown = replace(fresh, warnings=(), summary=fresh.summary.partition(" (careful")[0])
    assert not shown.still_holds(fresh)
    assert write.still_holds(shown, fresh)
    elsewhere = by_a_new_event(desk, "Ana Lima <other@x.test>")
    assert not write.still_holds(shown, elsewhere)
    noted = replace(fresh, warnings=(*fresh.warnings, "Clashes with 'Lunch'"))
    assert not write.still_holds(shown, noted)


def test_families_of_emoji_and_joined_letters_stay_whole_in_a_title(desk: Desk) -> None:
    title = "👨\u200d👩\u200d👧 dinner, می\u200cخواهم"
    plan = desk.plan("create_calendar_event", title=title, start_time="tomorrow 10")
    assert plan.args["title"] == title


@pytest.mark.parametrize(
    ("title", "guests", "warned"),
    [
        ("Lunch with Walt", [], "Walt"),
        ("Meeting with Ana and Walt Noor", ["Ana"], "Walt Noor"),
        ("Call with Walt, Ana & Quinn", ["Ana"], "Walt, Quinn"),
        ("Call with Chi", [], ""),
        ("Call with Walt", ["Walt Noor <w@example.org>"], ""),
        ("Call with quinn", ["quinn@example.org"], ""),
        ("Meeting with the platform crew and Ana", ["Ana"], "platform crew"),
        ("Workshop with exercises", [], ""),
        ("Walt with", [], ""),
        ("Talk with The Person Who Called Twice", [], ""),
    ],
)
def test_whom_a_title_names_and_nobody_knows_is_said_not_to_be_invited(
    desk: Desk, title: str, guests: list[str], warned: str
) -> None:
    plan = desk.plan("create_calendar_event", title=title, start_time="tomorrow 10", attendees=guests)
    told = [warning for warning in plan.warnings if warning.startswith("Not in your contacts")]
    assert told == ([f"Not in your contacts, so not invited: {warned}"] if warned else [])
