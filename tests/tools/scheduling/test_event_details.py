"""One event read whole, and which calendars there are."""

from tests.tools.scheduling.desk import Desk

EVENT = """BEGIN:VEVENT
UID:whole
DTSTART;TZID=America/New_York:20261124T090000
DTEND;TZID=America/New_York:20261124T100000
RRULE:FREQ=WEEKLY
SUMMARY:Review
DESCRIPTION:Bring the sketches.\\nSlides: https://slides.example/1.
LOCATION:https://meet.example/x
ORGANIZER;CN=Ben:mailto:ben@example.org
ATTENDEE;CN=Ana Lima;PARTSTAT=DECLINED:mailto:ana@example.org
CLASS:PRIVATE
CATEGORIES:Design
URL:https://wiki.example/review
ATTACH;FMTTYPE=application/pdf;FILENAME=plan.pdf:https://files.example/plan.pdf
ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain:AAAAAAAA
STATUS:TENTATIVE
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:whole
RECURRENCE-ID;TZID=America/New_York:20261201T090000
DTSTART;TZID=America/New_York:20261201T110000
SUMMARY:Review
DESCRIPTION:Only today.
END:VEVENT"""


def whole(desk: Desk, **args: str) -> dict:
    event = desk.ask("search_calendar_events", query="Review")["events"][0]
    return desk.ask("read_calendar_event", event_id=event["id"], **args)


def test_all_of_an_event_is_told(desk):
    desk.put("w.ics", EVENT)
    told = whole(desk)
    assert told["description"] == "Bring the sketches.\nSlides: https://slides.example/1."
    assert told["attendees"] == [{"email": "ana@example.org", "name": "Ana Lima", "status": "declined"}]
    assert told["organizer"]["email"] == "ben@example.org"
    assert told["reminders"] == ["15 minutes before"] and told["zone"] == "America/New_York"
    assert told["links"] == [
        "https://wiki.example/review", "https://slides.example/1", "https://meet.example/x",
    ]  # fmt: skip
    assert [one.get("link") or one["size"] for one in told["attachments"]] == [
        "https://files.example/plan.pdf", 6,
    ]  # fmt: skip
    assert told["private"] and not told["busy"] and told["status"] == "tentative"
    assert told["categories"] == ["Design"] and told["may_be_changed"]
    assert [start for start, _ in told["next"]][:2] == [
        "2026-11-24T14:00:00+00:00",
        "2026-12-01T16:00:00+00:00",
    ]


def test_a_changed_occurrence_tells_what_is_said_of_it_alone(desk):
    desk.put("w.ics", EVENT)
    told = whole(desk, occurrence="2026-12-01")
    assert (told["description"], told["links"], told["private"]) == ("Only today.", [], False)


def test_calendars_say_what_may_be_done_with_them(desk):
    desk.put("w.ics", EVENT, "work")
    (desk.folder / "calendar" / "work" / "displayname").write_text("Office")
    assert desk.ask("list_calendars")["calendars"] == [
        {"name": "personal", "title": "personal", "rights": "read and write", "default": True},
        {"name": "work", "title": "Office", "rights": "read and write", "default": False},
    ]
