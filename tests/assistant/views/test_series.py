"""Occurrences of one series stand on one card where the same happens to each, and nowhere else."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.contract import Approval
from assistant.views import plain, web
from assistant.views.series import card_of, grouped, summary_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def of_day(day: int, **changed: Any) -> Approval:
    """The stand-up of a day in November, to be cancelled."""
    event = {
        "id": "daily",
        "title": "Stand-up",
        "start": f"2026-11-{day}T09:15:00+00:00",
        "end": f"2026-11-{day}T09:30:00+00:00",
        "zone": "UTC",
        "location": "Kitchen",
        "calendar": "personal",
        **changed,
    }
    start, end = event["start"], event["end"]
    return Approval(
        id=f"id{day}",
        thread_id="t",
        agent="calendar",
        action="cancel_calendar_event",
        args={"event_id": "daily", "occurrence": start},
        summary=f"Cancel one occurrence of 'Stand-up' on {day} November",
        warnings=("Not told: Ana",),
        created_at=NOW,
        preview={
            "type": "event_cancel",
            "event": event,
            "scope": "occurrence",
            "times": {"before": [[start, end]], "after": []},
        },
        undoable=True,
        undo_note="Puts the event back into the calendar.",
    )


DAYS = (of_day(23), of_day(24), of_day(25))


def test_occurrences_to_which_the_same_happens_are_one_card_that_names_each():
    [several] = grouped(DAYS, UTC)
    assert several == DAYS
    assert "Ids" not in [row.label for row in card_of(several, UTC).rows]
    assert "\n".join(plain.card(card_of(several, UTC, ids=True))) == (
        "Cancel 3 occurrences: Stand-up\n"
        "  When:     1. Mon 23 Nov 2026, 09:15–09:30 (15 minutes), UTC\n"
        "            2. Tue 24 Nov 2026, 09:15–09:30 (15 minutes), UTC\n"
        "            3. Wed 25 Nov 2026, 09:15–09:30 (15 minutes), UTC\n"
        "  Where:    Kitchen\n"
        "  Calendar: personal\n"
        "  Ids:      1. id23 · 2. id24 · 3. id25\n"
        "  ! Not told: Ana\n"
        "  Undo: Puts the event back into the calendar.\n"
        "  calendar"
    )
    assert summary_of(several, UTC) == "Cancel 3 occurrences of 'Stand-up'"


def test_one_that_is_left_out_is_struck_out_and_not_counted():
    drawn = card_of(DAYS, UTC, but={1})
    assert drawn.heading == "Cancel 2 of 3 occurrences"
    lines = plain.card(drawn)
    assert "- When:     2. Tue 24 Nov 2026, 09:15–09:30 (15 minutes), UTC" in lines
    assert "  When:     1. Mon 23 Nov 2026, 09:15–09:30 (15 minutes), UTC" in lines


@pytest.mark.parametrize(
    "other",
    [
        of_day(26, location="Room Atlas"),
        of_day(26, id="weekly"),
        of_day(26, attendees=[{"name": "Eve", "email": "eve@example.org"}]),
        replace(of_day(26), thread_id="another"),
        replace(of_day(26), asked_for=False),
        replace(of_day(26), revision=1),
        replace(of_day(26), preview={**of_day(26).preview, "scope": "following"}),
        replace(of_day(26), action="update_calendar_event"),
    ],
)
def test_what_differs_in_anything_but_its_time_has_a_card_of_its_own(other):
    assert grouped([DAYS[0], other, DAYS[1]], UTC) == ((DAYS[0], DAYS[1]), (other,))


def test_one_alone_is_as_ever_and_the_order_is_that_of_the_first():
    assert grouped([DAYS[0]], UTC) == ((DAYS[0],),)
    assert summary_of((DAYS[0],), UTC) == DAYS[0].summary
    other = of_day(26, id="weekly")
    assert grouped([other, *DAYS], UTC) == ((other,), DAYS)


def test_cards_that_are_listed_are_numbered_by_card():
    other = of_day(26, id="weekly")
    cards = ["\n".join(lines) for lines in plain.approvals([*DAYS, other], UTC)]
    assert [card.partition(":")[0] for card in cards] == [
        "Cancel 3 occurrences (1 of 2)",
        "Cancel one occurrence (2 of 2)",
    ]
    assert web.approvals([*DAYS, other], UTC).count('role="heading"') == 2
