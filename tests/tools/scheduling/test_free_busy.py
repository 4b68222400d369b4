"""When others are busy: what a server tells of them, and what becomes of it in the slots that are offered."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.servers.dav_servers import client_of, make_calendar, radicale, xandikos
from tests.tools.scheduling.conformance import MONDAY, WEEK, an_event
from tests.tools.scheduling.desk import NOW, Desk
from tools.people.address_book import AddressBook
from tools.scheduling.availability import Slot
from tools.scheduling.dav.free_busy import told
from tools.scheduling.dav.server import CalDavServer
from tools.scheduling.tools import build_calendar_tools

SPAN = Slot(MONDAY, MONDAY + WEEK)
ANSWER = """<?xml version="1.0"?>
<C:schedule-response xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
 <C:response>
  <C:recipient><D:href>mailto:Ana@Example.org</D:href></C:recipient>
  <C:request-status>2.0;Success</C:request-status>
  <C:calendar-data>BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VFREEBUSY
ATTENDEE:mailto:ana@example.org
FREEBUSY;FBTYPE=BUSY:20261124T090000Z/PT1H,20261124T130000Z/20261124T140000Z
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261125T090000Z/PT30M
FREEBUSY;FBTYPE=FREE:20261126T090000Z/PT1H
END:VFREEBUSY
END:VCALENDAR
  </C:calendar-data>
 </C:response>
 <C:response>
  <C:recipient><D:href>mailto:ben@example.org</D:href></C:recipient>
  <C:request-status>3.7;Invalid Calendar User</C:request-status>
 </C:response>
</C:schedule-response>"""

MY_ADDRESS = (
    '<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
    "<C:calendar-user-address-set><D:href>mailto:Ana@example.org</D:href></C:calendar-user-address-set>"
    "</D:prop></D:set></D:propertyupdate>"
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_an_answer_is_read_with_all_its_forms_and_who_is_not_known_is_left_out():
    assert told(ANSWER.encode()) == {
        "ana@example.org": (
            Slot(at(24, 9), at(24, 10)),
            Slot(at(24, 13), at(24, 14)),
            Slot(at(25, 9), at(25, 9, 30)),
        )
    }
    with pytest.raises(ValueError, match="no answer about free time"):
        told(b"<html>Sorry")


def test_a_server_with_scheduling_tells_when_somebody_is_busy(tmp_path: Path):
    with xandikos(tmp_path) as running:
        make_calendar(running.url)
        with client_of(running.url) as client:
            principal = client.principal()
            [calendar] = principal.get_calendars()
            calendar.save_event(an_event("Review", 14).decode())
            client.request(str(principal.url), "PROPPATCH", MY_ADDRESS, {"Content-Type": "text/xml"})
        server = CalDavServer(running.url, "sam", "secret", timeout_s=60)
        known = server.busy("sam@example.com", ["Ana@example.org", "nobody@example.net"], SPAN)
        server.close()
    [(who, slots)] = known.items()
    assert who == "ana@example.org"
    assert [slot.end - slot.start for slot in slots] == [timedelta(hours=1)]
    assert slots[0].start.hour == 14


def test_a_server_without_scheduling_knows_nobody(tmp_path: Path):
    with radicale(tmp_path) as running:
        server = CalDavServer(running.url, "sam", "secret", timeout_s=60)
        assert server.busy("sam@example.com", ["ana@example.org"], SPAN) == {}
        server.close()


def test_slots_are_offered_where_guests_have_time_too(desk: Desk):
    def busy(emails: Sequence[str], span: Slot) -> Mapping[str, Sequence[Slot]]:
        day = span.start.replace(hour=0, minute=0)
        return {"ana@example.org": [Slot(day.replace(hour=9), day.replace(hour=16))]}

    tools = build_calendar_tools(
        desk.store, AddressBook(desk.folder / "contacts"), clock=lambda: NOW, zone=desk.zone,
        user_name="Me", user_email="me@example.com", busy=busy,
    )  # fmt: skip
    find = next(tool for tool in tools.reads if tool.name == "find_free_slots")
    asked = {"when": "Monday", "attendees": ["ana@example.org", "ben@example.org"]}
    answer = json.loads(find.invoke(asked))
    assert [slot["start"][11:16] for slot in answer["slots"]] == ["16:00"]
    assert answer["not_known"] == ["Ben Okafor <ben@example.org>"] and "can't be seen" in answer["note"]
