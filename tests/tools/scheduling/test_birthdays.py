"""The birthdays of the contacts, among the events, and never to be changed there."""

import pytest

from tests.tools.scheduling.desk import Desk
from tools.errors import ToolError
from tools.people.address_book import AddressBook
from tools.people.card_writing import write_person
from tools.people.contacts import Person
from tools.scheduling.birthdays import NAME, WithBirthdays

BORN = (
    Person("leap", "Lea Paz", ("lea@y.example",), birthday="1988-02-29"),
    Person("eve", "Eve Silva", ("eve@y.example",), birthday="--11-25"),
    Person("zed", "Zed, Jr. Young", ("zed@y.example",), birthday="2026-12-24"),
)


@pytest.fixture
def born(desk: Desk) -> Desk:
    for person in BORN:
        write_person(desk.folder / "contacts", person)
    desk.store = WithBirthdays(desk.store, AddressBook(desk.folder / "contacts"))  # type: ignore[assignment]
    desk.tools = desk.tools_with()
    return desk


def test_birthdays_are_among_the_events_with_the_age_where_the_year_is_known(born: Desk) -> None:
    born.create("Review", "2026-11-25T10:00")
    assert [title for title, *_ in born.events("2026-11-25")] == ["Eve Silva's birthday", "Review"]
    assert born.events("2027-03-01") == [("Lea Paz's birthday (39)", "2027-03-01", "2027-03-02")]
    assert born.events("2028-02-29") == [("Lea Paz's birthday (40)", "2028-02-29", "2028-03-01")]
    assert born.events("2025-12-24") == []
    assert [title for title, *_ in born.events("2026-12-24")] == ["Zed, Jr. Young's birthday"]
    found = born.ask("search_calendar_events", query="eve birthday")["events"]
    assert {one["title"] for one in found} == {"Eve Silva's birthday"}


def test_a_birthday_takes_no_time(born: Desk) -> None:
    slots = born.ask("find_free_slots", when="2026-11-25", duration_minutes=60)["slots"]
    assert (slots[0]["start"][11:16], slots[0]["end"][11:16]) == ("09:00", "18:00")


def test_it_is_known_to_be_read_only_before_anybody_is_asked(born: Desk) -> None:
    (event,) = born.ask("list_calendar_events", when="2026-11-25")["events"]
    for tool, args in (("update_calendar_event", {"title": "x"}), ("cancel_calendar_event", {})):
        with pytest.raises(ToolError, match="can only be read"):
            born.plan(tool, event_id=event["id"], **args)
    rights = {one["name"]: one["rights"] for one in born.ask("list_calendars")["calendars"]}
    assert rights[NAME] == "read only"
    whole = born.ask("read_calendar_event", event_id=event["id"])
    assert whole["title"] == "Eve Silva's birthday"
    assert whole["may_be_changed"] is False


def test_who_has_a_calendar_of_that_name_keeps_it_as_it_is(born: Desk) -> None:
    born.put(
        "x.ics",
        "BEGIN:VEVENT\nUID:x\nDTSTAMP:20260101T000000Z\nSUMMARY:Mine\nDTSTART:20261125T090000Z\nEND:VEVENT",
        NAME,
    )
    assert [title for title, *_ in born.events("2026-11-25")] == ["Mine"]
    assert born.store.access(NAME).writable


def test_without_a_birthday_there_is_no_such_calendar(desk: Desk) -> None:
    store = WithBirthdays(desk.store, AddressBook(desk.folder / "contacts"))
    assert NAME not in [one.name for one in store.calendars()]
