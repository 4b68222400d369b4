"""What every `CalendarStore` does; a test class per implementation gives it a `store`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.errors import AmbiguousError, StaleError, StorageError, ToolError
from tools.ics.files import etag_of
from tools.scheduling.events import Attendee, Event, event_id
from tools.scheduling.plain_write import new_file
from tools.scheduling.store import CalendarStore

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 1, 12, 0, tzinfo=LONDON)
MONDAY = datetime(2026, 11, 23, tzinfo=LONDON)
WEEK = timedelta(days=7)


def an_event(
    title: str = "Review", hour: int = 14, *, day: int = 24, uid: str = "u1", **others: object
) -> bytes:
    start = datetime(2026, 11, day, hour, tzinfo=LONDON)
    values = {"start": start, "end": start + timedelta(hours=1), **others}
    return new_file(Event("personal", uid, title, **values), AT)


class CalendarStoreConformance:
    def test_a_new_event_is_found_at_its_time(self, store: CalendarStore):
        assert store.create("personal", "u1.ics", an_event())
        (found,) = store.between(MONDAY, MONDAY + WEEK)
        assert (found.title, found.start.isoformat()) == ("Review", "2026-11-24T14:00:00+00:00")
        assert (found.calendar, found.file, found.id) == (
            "personal",
            "u1.ics",
            event_id("personal", "u1.ics", "u1"),
        )
        assert store.between(MONDAY + WEEK, MONDAY + 2 * WEEK) == ()

    def test_an_event_is_created_once(self, store: CalendarStore):
        assert store.create("personal", "u1.ics", an_event())
        assert not store.create("personal", "u1.ics", an_event("Another"))
        assert store.read("personal", "u1.ics").data == an_event()

    def test_what_overlaps_is_found_and_what_touches_is_not(self, store: CalendarStore):
        store.create("personal", "u1.ics", an_event(hour=14))
        at = datetime(2026, 11, 24, 14, tzinfo=LONDON)
        hour = timedelta(hours=1)
        minute = timedelta(minutes=1)
        assert store.between(at - hour, at) == ()
        assert store.between(at + hour, at + 2 * hour) == ()
        assert len(store.between(at - hour, at + minute)) == 1
        assert len(store.between(at + hour - minute, at + hour)) == 1
        assert len(store.between(at + 10 * minute, at + 20 * minute)) == 1

    def test_an_event_without_length_is_found_at_its_start(self, store: CalendarStore):
        at = datetime(2026, 11, 24, 14, tzinfo=LONDON)
        store.create("personal", "u1.ics", an_event(start=at, end=at))
        assert len(store.between(at, at + timedelta(minutes=1))) == 1
        assert store.between(at - timedelta(minutes=1), at) == ()

    def test_long_events_are_found_on_every_day(self, store: CalendarStore):
        days = {"start": date(2026, 11, 1), "end": date(2027, 2, 1)}
        store.create("personal", "u1.ics", an_event("Sabbatical", **days))
        for day in (date(2026, 11, 1), date(2026, 12, 24), date(2027, 1, 31)):
            midnight = datetime(day.year, day.month, day.day, tzinfo=LONDON)
            assert [o.start for o in store.between(midnight, midnight + timedelta(days=1))] == [
                date(2026, 11, 1)
            ]
        first = datetime(2027, 2, 1, tzinfo=LONDON)
        assert store.between(first, first + timedelta(days=1)) == ()

    def test_occurrences_come_in_order(self, store: CalendarStore):
        for number, hour in enumerate((16, 9, 12)):
            store.create("personal", f"u{number}.ics", an_event(f"At {hour}", hour, uid=f"u{number}"))
        assert [o.title for o in store.between(MONDAY, MONDAY + WEEK)] == ["At 9", "At 12", "At 16"]

    def test_a_series_is_found_on_every_date_however_far(self, store: CalendarStore):
        store.create("personal", "u1.ics", an_event(rrule="FREQ=WEEKLY"))
        for weeks in (0, 1, 60, 500, 10):
            monday = MONDAY + weeks * WEEK
            (found,) = store.between(monday, monday + WEEK)
            assert found.start == datetime(2026, 11, 24, 14, tzinfo=LONDON) + weeks * WEEK
            assert found.original == found.start

    def test_words_and_beginnings_of_words_are_found_without_case_and_accents(self, store: CalendarStore):
        store.create(
            "personal", "u1.ics", an_event("Café with José", location="Rua Nova", description="pläne")
        )
        for words in ("cafe", "JOSE", "rua caf", "plan", "nova José"):
            assert len(store.search(MONDAY, MONDAY + WEEK, words=words)) == 1, words
        for words in ("afe", "cafe maria", '" OR "'):
            assert store.search(MONDAY, MONDAY + WEEK, words=words) == () or words == '" OR "'
        assert store.search(MONDAY + WEEK, MONDAY + 2 * WEEK, words="cafe") == ()

    def test_an_attendee_is_found_by_address_or_name(self, store: CalendarStore):
        guests = (Attendee("ana@example.org", "Ana Lima"),)
        boss = Attendee("boss@example.org", "The Boss")
        store.create("personal", "u1.ics", an_event(attendees=guests, organizer=boss))
        store.create("personal", "u2.ics", an_event("ana@example.org", uid="u2"))
        for who in ("ana@example.org", "ANA@example.org", "Ana", "lima", "boss@example.org"):
            assert [o.title for o in store.search(MONDAY, MONDAY + WEEK, attendee=who)] == ["Review"], who
        for who in ("na@example.org", "ana@example.or", "ben"):
            assert store.search(MONDAY, MONDAY + WEEK, attendee=who) == (), who

    def test_an_event_is_located_by_its_id_or_the_beginning_of_it(self, store: CalendarStore):
        store.create("personal", "u1.ics", an_event())
        whole = event_id("personal", "u1.ics", "u1")
        for id in (whole, whole[:5], whole.upper()):
            assert store.locate(id).data == an_event()
        for id in ("zzzzzzzzzz", "", "%", "../x"):
            with pytest.raises(ToolError, match="no event with the id"):
                store.locate(id)

    def test_a_beginning_that_fits_several_names_them(self, store: CalendarStore):
        ids: dict[str, int] = {}
        number = 0
        while True:
            first = event_id("personal", f"u{number}.ics", f"u{number}")[0]
            store.create("personal", f"u{number}.ics", an_event(f"Event {number}", uid=f"u{number}"))
            if first in ids:
                break
            ids[first] = number
            number += 1
        with pytest.raises(AmbiguousError) as raised:
            store.locate(first)
        assert f"Event {number}" in raised.value.message
        assert len(raised.value.candidates) == 2

    def test_bytes_are_exchanged_only_for_the_ones_that_are_named(self, store: CalendarStore):
        first, second = an_event("One"), an_event("Two")
        store.create("personal", "u1.ics", first)
        store.replace("personal", "u1.ics", second, etag=etag_of(first))
        assert [o.title for o in store.between(MONDAY, MONDAY + WEEK)] == ["Two"]
        with pytest.raises(StaleError):
            store.replace("personal", "u1.ics", an_event("Three"), etag=etag_of(first))
        with pytest.raises(StaleError):
            store.replace("personal", "none.ics", first, etag=etag_of(first))
        assert store.read("personal", "u1.ics").data == second

    def test_a_file_is_removed_only_as_the_one_that_is_named(self, store: CalendarStore):
        store.create("personal", "u1.ics", an_event())
        with pytest.raises(StaleError):
            store.delete("personal", "u1.ics", etag=etag_of(b"other"))
        store.delete("personal", "u1.ics", etag=etag_of(an_event()))
        assert store.read("personal", "u1.ics") is None
        assert store.between(MONDAY, MONDAY + WEEK) == ()
        with pytest.raises(StaleError):
            store.delete("personal", "u1.ics", etag=etag_of(an_event()))

    def test_an_event_is_found_by_its_uid(self, store: CalendarStore):
        store.create("personal", "any-name.ics", an_event(uid="the-uid"))
        assert store.named("personal", "the-uid").name == "any-name.ics"
        assert store.named("personal", "other") is None

    def test_calendars_are_separate_and_searched_together(self, store: CalendarStore):
        store.create("personal", "u1.ics", an_event())
        store.create("work", "u1.ics", an_event("At work"))
        assert [calendar.name for calendar in store.calendars()] == ["personal", "work"]
        assert {o.calendar: o.title for o in store.between(MONDAY, MONDAY + WEEK)} == {
            "personal": "Review",
            "work": "At work",
        }

    def test_the_default_calendar_is_there_before_anything_is(self, store: CalendarStore):
        assert [calendar.name for calendar in store.calendars()] == [store.default_calendar]
        assert store.between(MONDAY, MONDAY + WEEK) == ()

    @pytest.mark.parametrize("name", ["../x.ics", "", ".hidden.ics", "a/b.ics", "a\0.ics"])
    def test_a_name_cannot_lead_anywhere_else(self, store: CalendarStore, name: str):
        with pytest.raises(StorageError):
            store.create("personal", name, an_event())
        with pytest.raises(StorageError):
            store.create(name, "x.ics", an_event())

    def test_what_blocks_time(self, store: CalendarStore):
        cases = {
            "timed": (an_event, {}, True),
            "day": (an_event, {"start": date(2026, 11, 24), "end": date(2026, 11, 25)}, False),
        }
        for uid, (make, values, _) in cases.items():
            store.create("personal", f"{uid}.ics", make(uid, uid=uid, **values))
        extra = {
            "cancelled": ("SUMMARY:", b"STATUS:CANCELLED\r\nSUMMARY:", False),
            "free": ("SUMMARY:", b"TRANSP:TRANSPARENT\r\nSUMMARY:", False),
            "busy": ("SUMMARY:", b"TRANSP:OPAQUE\r\nSUMMARY:", True),
        }
        for uid, (old, new, _) in extra.items():
            values = {"start": date(2026, 11, 24), "end": date(2026, 11, 25)} if uid == "busy" else {}
            store.create(
                "personal", f"{uid}.ics", an_event(uid, uid=uid, **values).replace(old.encode(), new)
            )
        expected = {uid: busy for uid, (*_, busy) in (cases | extra).items()}
        assert {o.title: o.busy for o in store.between(MONDAY, MONDAY + WEEK)} == expected
