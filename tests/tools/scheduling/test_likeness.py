"""Which differences between two calendar files are only another way of writing."""

import pytest

from tests.tools.scheduling.conformance import an_event
from tools.scheduling.dav.likeness import say_the_same

GUEST = b'ATTENDEE;CN="Lima; Ana: boss";PARTSTAT=ACCEPTED:mailto:ana@example.org\r\n'
FILE = an_event("Review").replace(b"END:VEVENT", GUEST + b"END:VEVENT")


@pytest.mark.parametrize(
    "other",
    [
        FILE.replace(b"PRODID:", b"PRODID:-//Somebody//"),
        FILE.replace(b"\r\n", b"\n"),
        FILE.replace(b"SUMMARY:Review", b"SUMMARY:Rev\r\n iew"),
        FILE.replace(GUEST, b"").replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\n" + GUEST),
        FILE.replace(GUEST, b'ATTENDEE;PARTSTAT=ACCEPTED;CN="Lima; Ana: boss":mailto:ana@example.org\r\n'),
    ],
)
def test_another_way_of_writing_says_the_same(other):
    assert other != FILE and say_the_same(FILE, other)


@pytest.mark.parametrize(
    "other",
    [
        FILE.replace(b"Review", b"Revue"),
        FILE.replace(b"ACCEPTED", b"DECLINED"),
        FILE.replace(GUEST, b""),
        FILE.replace(GUEST, GUEST + GUEST),
        FILE.replace(b"END:VEVENT\r\n", b"BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"),
        FILE.replace(b"Review", b"Revi\xe9w"),
        b"",
    ],
)
def test_what_says_something_else_does_not(other):
    assert not say_the_same(FILE, other)


def test_bytes_that_are_no_utf_8_are_told_apart():
    assert not say_the_same(FILE.replace(b"Review", b"Revi\xe9w"), FILE.replace(b"Review", b"Revi\xe8w"))
