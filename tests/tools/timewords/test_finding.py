from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tools.timewords import Kind, find

DUBLIN = ZoneInfo("Europe/Dublin")
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=DUBLIN)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (
            "meet the design team next Tuesday at 2pm for 1 hour, and send them the agenda",
            ["next Tuesday at 2pm for 1 hour"],
        ),
        ("Lunch with Ana tomorrow at noon", ["tomorrow at noon"]),
        ("Move my 2pm meeting to 4pm", ["2pm", "4pm"]),
        ("am I free on Monday between 2 and 4?", ["on Monday between 2 and 4"]),
        ("delete everything from the last 3 days, please", ["from the last 3 days"]),
        ("put a 45-minute review on 4 December at 10:30", ["45-minute", "on 4 December at 10:30"]),
        ("every weekday at 9 we have stand-up for 15 minutes", ["every weekday at 9", "for 15 minutes"]),
        ("remind me by Friday, 27 November to pay", ["by Friday, 27 November"]),
        ("meet in room 4 at 3 with Bob", ["at 3"]),
        ("Monday at 9 and Tuesday at 10", ["Monday at 9", "Tuesday at 10"]),
        ("the third item on the 3rd", ["on the 3rd"]),
        ("meet at 5th avenue, on 3rd floor", []),
        ("push the call on Wed to Thu", ["on Wed to Thu"]),
        ("delay the call on 4 December by 2 hours", ["on 4 December", "2 hours"]),
        (
            "the week before Easter or the day after tomorrow",
            ["the week before Easter or the day after tomorrow"],
        ),
        ("cancel my 4 December meeting", ["4 December"]),
        ("the train on the twenty third to Cork", ["on the twenty third"]),
        ("a car for tonight after ten pm", ["for tonight after ten pm"]),
        ("what is on tomorrow morning before ten", ["on tomorrow morning before ten"]),
        ("what is on next week in Dublin", ["on next week"]),
        ("free on Monday and Tuesday?", ["on Monday and Tuesday"]),
    ],
)
def test_mentions_are_as_long_as_they_go_and_in_order(text, mentions):
    found = find(text, now=NOW)
    assert [mention.text for mention in found] == mentions
    assert all(text[mention.begin : mention.stop] == mention.text for mention in found)
    assert all(a.stop <= b.begin for a, b in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "May I ask you something?",
        "She may email you.",
        "they march over the hill",
        "He came second and will fall behind",
        "the cat sat in the sun",
        "give me a minute",
        "version 1.1.30 is out",
        "call 020 7946 0958 or +1 415 555 2671",
        "it costs $12 or 15 euros for 3 people",
        "I have 2 dogs and 3 cats",
        "Meet me at 12 Elm Street",
        "room 4, floor 2, page 10",
        "Good morning!",
        "see https://example.com/2024/report and write to may@example.com",
        "June and April are my sisters",
        "we grew by 10% to 1,500 units",
        "delete the last email from Kofi",
        "the first and the second point",
        "prepare my morning coffee",
        "talk about three things on the first floor",
        "the three towers",
        "send the weekly report",
        "do it as soon as you can",
    ],
)
def test_ordinary_text_has_no_time_in_it(text):
    assert find(text, now=NOW) == ()


def test_a_mention_carries_its_resolution():
    (mention,) = find("can we talk tomorrow from 3 to 4:30 about it", now=NOW)
    assert mention.resolution.kind is Kind.SPAN
    assert mention.resolution.certain
    assert mention.resolution.start == datetime(2026, 11, 21, 15, tzinfo=DUBLIN)
    assert mention.resolution.end - mention.resolution.start == timedelta(minutes=90)


def test_a_number_beside_a_mention_makes_it_doubtful():
    (mention,) = find("I will be 30 on Sunday", now=NOW)
    assert not mention.resolution.certain
    assert mention.resolution.unresolved == ("30",)


def test_an_amount_to_move_by_is_a_length():
    (mention,) = find("start it 30 minutes later", now=NOW)
    assert mention.resolution.kind is Kind.DURATION
    assert mention.resolution.duration == timedelta(minutes=30)


def test_looking_back_the_mail_from_a_day_is_of_that_day():
    (mention,) = find("the mail from 19 October", now=NOW, direction="past")
    assert (mention.resolution.kind, str(mention.resolution.start)) == (Kind.DAY, "2026-10-19")
    (mention,) = find("away from 1 December", now=NOW)
    assert (mention.resolution.kind, mention.resolution.end) == (Kind.SINCE, None)


def test_what_and_how_about_do_not_make_a_time_vague():
    (mention,) = find("how about half an hour from now?", now=NOW)
    assert mention.resolution.certain


def test_a_wish_for_the_new_year_is_no_date():
    assert find("a happy new year to you all", now=NOW) == ()


@pytest.mark.parametrize("text", ["the 4 of us", "support is there 24/7"])
def test_a_number_that_counts_something_else_is_no_date(text):
    assert find(text, now=NOW) == ()


def test_a_telephone_number_is_no_range_of_hours():
    (mention,) = find("call 555-0134 after 5", now=NOW)
    assert mention.text == "after 5"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("the handover was on Tuesday", date(2026, 11, 17)),
        ("lunch had been at noon", datetime(2026, 11, 19, 12, tzinfo=DUBLIN)),
        ("the handover is on Tuesday", date(2026, 11, 24)),
        ("it was moved to Tuesday", date(2026, 11, 24)),
    ],
)
def test_a_verb_in_the_past_right_before_looks_back(text, start):
    (mention,) = find(text, now=NOW)
    assert mention.resolution.start == start


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("let's talk 20 minutes later", Kind.INSTANT),
        ("we can talk again two weeks later", Kind.DAY),
        ("push the demo 20 minutes later", Kind.DURATION),
    ],
)
def test_later_is_from_now_unless_something_is_moved(text, kind):
    (mention,) = find(text, now=NOW)
    assert mention.resolution.kind is kind


def test_later_than_another_time_is_no_time_of_its_own():
    _, later = find("tea at 3pm and a call an hour later", now=NOW)
    assert (later.text, later.resolution.kind) == ("an hour later", Kind.DURATION)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("push it by 2 hours", ["2 hours"]),
        ("the tasting on December 8 to 4pm", ["on December 8", "4pm"]),
        ("a 1:1 with Ana at 3", ["at 3"]),
        ("we won 3:1 on Monday", ["on Monday"]),
        ("the Year-End Party on Monday", ["on Monday"]),
        ("the Morning Glory brochure", []),
        ("mid-December", ["mid-December"]),
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(text, mentions):
    assert [mention.text for mention in find(text, now=NOW)] == mentions


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("a 30 mintue call", "30 mintue"),
        ("in 3 hoursr", None),
        ("there are two rooms", None),
        ("free on Friday befroe noon", "on Friday befroe noon"),
        ("tea evrey Monday", "evrey Monday"),
    ],
)
def test_swapped_letters_are_put_right(text, mention):
    assert [found.text for found in find(text, now=NOW)] == ([mention] if mention else [])


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("do this on Monday", date(2026, 11, 23)),
        ("book this at 3", datetime(2026, 11, 20, 15, tzinfo=DUBLIN)),
        ("move this to 4pm", datetime(2026, 11, 20, 16, tzinfo=DUBLIN)),
    ],
)
def test_this_is_about_no_time_before_a_preposition(text, start):
    (mention,) = find(text, now=NOW)
    assert (mention.resolution.start, mention.resolution.certain) == (start, True)


@pytest.mark.parametrize("text", ["it will last 2 hours", "the call should last for 2 hours"])
def test_what_will_last_is_a_length(text):
    (mention,) = find(text, now=NOW)
    assert (mention.resolution.start, mention.resolution.duration) == (None, timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "kind", "edge"),
    [
        ("call me not after 5", Kind.DEADLINE, datetime(2026, 11, 20, 17, tzinfo=DUBLIN)),
        ("up until 3 December", Kind.DEADLINE, datetime(2026, 12, 4, tzinfo=DUBLIN)),
        ("on or before 3 December", Kind.DEADLINE, datetime(2026, 12, 4, tzinfo=DUBLIN)),
        ("a course ending on 3 December", Kind.DEADLINE, datetime(2026, 12, 4, tzinfo=DUBLIN)),
        ("3 December or earlier", Kind.DEADLINE, datetime(2026, 12, 4, tzinfo=DUBLIN)),
        ("in no more than 3 hours", Kind.DEADLINE, datetime(2026, 11, 20, 13, 30, tzinfo=DUBLIN)),
        ("on or after 3 December", Kind.SINCE, datetime(2026, 12, 3, tzinfo=DUBLIN)),
        ("no earlier than 3pm", Kind.SINCE, datetime(2026, 11, 20, 15, tzinfo=DUBLIN)),
        ("no sooner than 3", Kind.SINCE, datetime(2026, 11, 20, 15, tzinfo=DUBLIN)),
        ("not until 3 December", Kind.SINCE, datetime(2026, 12, 3, tzinfo=DUBLIN)),
        ("on 3 December at the earliest", Kind.SINCE, datetime(2026, 12, 3, tzinfo=DUBLIN)),
        ("in at least 3 hours", Kind.SINCE, datetime(2026, 11, 20, 13, 30, tzinfo=DUBLIN)),
    ],
)
def test_a_limit_is_turned_round_by_not_and_widened_by_or(text, kind, edge):
    (mention,) = find(text, now=NOW)
    found = mention.resolution
    assert (found.kind, found.certain) == (kind, True)
    assert (found.end if kind is Kind.DEADLINE else found.start) == edge


@pytest.mark.parametrize(
    "text", ["not on Monday", "any day except Monday", "never on Mondays", "if not Monday"]
)
def test_what_is_excluded_is_not_what_is_meant(text):
    (mention,) = find(text, now=NOW)
    assert not mention.resolution.certain


def test_why_not_is_a_proposal():
    (mention,) = find("why not on Monday", now=NOW)
    assert mention.resolution.certain


@pytest.mark.parametrize(
    ("text", "rrule"),
    [
        ("call Ana every Monday morning at 8", "FREQ=WEEKLY;BYDAY=MO"),
        ("coffee every weekday morning", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("choir every Friday evening", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_a_part_of_the_day_belongs_to_what_recurs(text, rrule):
    (mention,) = find(text, now=NOW)
    assert (mention.resolution.rrule, mention.resolution.certain) == (rrule, True)
