"""What is within the limits of a grant, and what isn't: one thing too many, and it is outside."""

from datetime import date, datetime

import pytest

from tests.tools.effects.grants.letters import ANA, BEN, EVE, ZONE
from tools.effects.grants.reach import Reach
from tools.effects.grants.scope import Scope
from tools.errors import InputError

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)


def span(start: str, end: str) -> tuple[datetime, datetime]:
    return tuple(datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (start, end))


ELEVEN = span("2026-03-02 11:00", "2026-03-02 12:00")


@pytest.mark.parametrize(
    ("limits", "reach"),
    [
        ({"people": [ANA]}, Reach(people=(ANA,))),
        ({"people": ["Ana Lima <ANA@Office.Example>"]}, Reach(people=(ANA,))),
        ({"domains": ["office.example"]}, Reach(people=(ANA, BEN))),
        ({"domains": ["@straße.example"]}, Reach(people=("ana@xn--strae-oqa.example",))),
        ({"people": [EVE], "domains": ["office.example"]}, Reach(people=(ANA, EVE))),
        ({"calendars": ["work"]}, Reach(calendars=("work",), spans=(ELEVEN,))),
        ({"folders": ["INBOX"]}, Reach(folders=("inbox",))),
        ({"hours": "8-18"}, Reach()),
        ({"hours": "11-12"}, Reach(spans=(ELEVEN,))),
        ({"hours": "20-24"}, Reach(spans=(span("2026-03-02 23:00", "2026-03-03 00:00"),))),
        ({"weekdays": ["Monday"]}, Reach(spans=(span("2026-03-02 23:00", "2026-03-03 00:00"),))),
        ({"weekdays": ["mon", "tue"]}, Reach(spans=((date(2026, 3, 2), date(2026, 3, 4)),))),
        ({"chars": 5}, Reach(chars=5)),
        ({"minutes": 60}, Reach(spans=(ELEVEN,))),
        ({"attachment_bytes": 10}, Reach(attachment_bytes=10)),
        ({"series": True}, Reach(series=True)),
    ],
)
def test_what_is_within_passes(limits, reach):
    assert Scope.of(limits).outside(reach, MONDAY, ZONE) is None


@pytest.mark.parametrize(
    ("limits", "reach", "why"),
    [
        ({"people": [ANA]}, Reach(people=(ANA, BEN)), "ben@office.example is not among the people"),
        ({}, Reach(people=(ANA,)), "not among the people"),
        ({"domains": ["office.example"]}, Reach(people=("ana@post.office.example",)), "not among the people"),
        ({"domains": ["office.example"]}, Reach(people=("ana@evil-office.example",)), "not among the people"),
        ({"calendars": ["work"]}, Reach(calendars=("work", "personal")), "'personal' is not among"),
        ({"folders": ["INBOX"]}, Reach(folders=(".Sent",)), ".Sent is not among the folders"),
        ({"recipients": 1, "domains": ["office.example"]}, Reach(people=(ANA, BEN)), "2 people, more than 1"),
        ({"chars": 4}, Reach(chars=5), "5 characters, more than 4"),
        ({}, Reach(attachment_bytes=1), "1 bytes attached, more than 0"),
        ({"minutes": 59}, Reach(spans=(ELEVEN,)), "60 minutes, more than 59"),
        ({}, Reach(series=True), "whole series"),
        ({"hours": "11-18"}, Reach(), "outside of 11:00-18:00"),
        ({"hours": "8-10"}, Reach(), "outside of 08:00-10:00"),
        ({"hours": "8:00-11:59"}, Reach(spans=(ELEVEN,)), "outside of"),
        ({"hours": "11:01-18"}, Reach(spans=(ELEVEN,)), "outside of"),
        ({"hours": "0-24"}, Reach(spans=((date(2026, 3, 2), date(2026, 3, 3)),)), "outside of"),
        ({"hours": "0-24"}, Reach(spans=(span("2026-03-02 23:00", "2026-03-03 01:00"),)), "outside of"),
        ({"hours": "8-18", "series": True}, Reach(series=True, spans=(ELEVEN,)), "series"),
        ({"weekdays": ["tue"]}, Reach(), "not on tue"),
        ({"weekdays": ["mon"]}, Reach(spans=((date(2026, 3, 2), date(2026, 3, 4)),)), "not on mon"),
        ({"weekdays": ["mon"]}, Reach(spans=((date(2026, 3, 2), date(2026, 3, 10)),)), "not on mon"),
    ],
)  # fmt: skip
def test_what_is_outside_is_said(limits, reach, why):
    assert why in Scope.of(limits).outside(reach, MONDAY, ZONE)


def test_hours_are_those_of_the_persons_zone():
    from_tokyo = datetime.fromisoformat("2026-03-02T23:00:00+09:00")
    reach = Reach(spans=((from_tokyo, datetime.fromisoformat("2026-03-02T23:30:00+09:00")),))
    assert Scope.of({"hours": "14-15"}).outside(reach, MONDAY, ZONE) is None
    assert "outside" in Scope.of({"hours": "23-24"}).outside(reach, MONDAY, ZONE)


def test_an_event_in_the_night_when_clocks_go_forward_is_as_long_as_it_lasts():
    reach = Reach(spans=(span("2026-03-29 00:00", "2026-03-29 03:00"),))
    assert reach.minutes == 120


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"size": 3}, "no limit called size"),
        ({"people": "ana@office.example"}, "has to be a list"),
        ({"people": ["ana"]}, "'ana' is no mail address"),
        ({"people": ["ana@office.example, eve@club.example"]}, "no mail address"),
        ({"people": [" "]}, "empty entry"),
        ({"domains": ["office example"]}, "no domain"),
        ({"domains": ["gmail.com"]}, "everybody can have an address at gmail.com"),
        ({"recipients": -1}, "recipients has to be a whole number"),
        ({"chars": True}, "chars has to be a whole number"),
        ({"minutes": "60"}, "minutes has to be a whole number"),
        ({"weekdays": ["someday"]}, "no day of the week"),
        ({"hours": "18-8"}, "first before the last"),
        ({"hours": "8-25"}, "no hours of one day"),
        ({"hours": "8:75-9"}, "no hours of one day"),
        ({"hours": "mornings"}, "write 8-18"),
    ],
)
def test_a_limit_that_can_not_be_is_refused(limits, why):
    with pytest.raises(InputError, match=why):
        Scope.of(limits)
