"""A model's arguments as it meant them: read in another form, or refused by name, and never dropped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.step_plans import Steps
from assistant.invitations.tools import AnswerInvitation, NoteAnswer
from tools.arguments import as_meant
from tools.arguments.names import NEAR, names_near, plain_name
from tools.arguments.schemas import fields_of
from tools.delegation import Delegation
from tools.errors import ToolError
from tools.mail.tools import ForwardEmail, OneEmail, ReplyToEmail, SaveDraft, SendEmail
from tools.scheduling.tools import CancelCalendarEvent, CreateCalendarEvent, UpdateCalendarEvent

SCHEMAS = (
    CreateCalendarEvent,
    UpdateCalendarEvent,
    CancelCalendarEvent,
    SendEmail,
    ReplyToEmail,
    ForwardEmail,
    SaveDraft,
    OneEmail,
    AnswerInvitation,
    NoteAnswer,
    Steps,
    Delegation,
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 500) | st.text(max_size=20)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=8), SCALARS, max_size=3)


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ({"task": "book it"}, "book it"),
        ({"request": ["book it"]}, "book it"),
        ({"request": {"action": "book", "title": "Lunch"}}, "action: book; title: Lunch"),
        ({"title": "Lunch", "start_time": "noon"}, "title: Lunch; start time: noon"),
        ({"request": "Book lunch", "attendees": ["Ana", "Ben"]}, "Book lunch; attendees: Ana, Ben"),
        ({"request": "Book it", "guest": {"name": "Ana", "at": 12}}, "Book it; guest: name: Ana, at: 12"),
    ],
)
def test_details_beside_a_request_are_handed_on_with_it(said, request_):
    assert as_meant(said, Delegation) == {"request": request_}


@pytest.mark.parametrize(
    ("said", "flag"),
    [({"full_context": "true"}, True), ({"context": "no"}, False), ({"fullContext": 1}, True)],
)
def test_the_conversation_is_asked_for_in_any_form(said, flag):
    assert as_meant({"request": "x", **said}, Delegation) == {"request": "x", "full_context": flag}


@pytest.mark.parametrize(
    "said",
    [
        '"schedule_event", "lunch",\n  "Farid", "at 1pm"',
        ["lunch", "Farid", "at 1pm"],
        "'lunch', 'Farid', 'at 1pm'",
    ],
)
def test_a_request_in_pieces_is_one_text(said):
    assert as_meant({"request": said}, Delegation) == {"request": "lunch Farid at 1pm"}


@pytest.mark.parametrize("said", ['Mail Ana "yes", and Ben "no"', '"lunch"', '"lunch_at_one", "x_y"', "a, b"])
def test_a_request_with_quotation_marks_stays_as_it_is(said):
    assert as_meant({"request": said}, Delegation) == {"request": said}


def test_steps_behind_semicolons_are_parted_where_one_begins():
    said = "schedule_event: look; then book; manage_email: tell Ana"
    assert as_meant({"steps": said}, Steps) == {
        "steps": ["schedule_event: look; then book", "manage_email: tell Ana"]
    }


def test_steps_in_one_text_are_one_a_line():
    said = "schedule_event: lunch, and a talk\nmanage_email: tell Ana and Ben"
    assert as_meant({"steps": said}, Steps) == {"steps": said.splitlines()}


@pytest.mark.parametrize(
    ("said", "answer"),
    [("Accepted", "accept"), ("yes", "accept"), ("TENTATIVE", "maybe"), ("no", "decline")],
)
def test_an_answer_to_an_invitation_is_read_in_other_words(said, answer):
    assert as_meant({"id": "m12345", "response": said}, AnswerInvitation)["answer"] == answer


@pytest.mark.parametrize(
    "body",
    [
        "See [1] and <https://x.example/name>.",
        "[Update] The names are in.",
        "a < b > c",
        "[x] done",
        "[name](https://x.example)",
        "list[name]",
    ],
)
def test_brackets_are_no_placeholders(body):
    assert as_meant({"body": body}, SendEmail) == {"body": body}


@given(schema=st.sampled_from(SCHEMAS), name=st.text(min_size=1, max_size=30), value=VALUES)
def test_an_unknown_argument_is_named_in_the_answer(schema, name, value):
    known = {also for field in fields_of(schema) for also in (field, *names_near(field))}
    if {name, plain_name(name)} & known:
        return
    try:
        meant = as_meant({name: value}, schema)
    except ToolError as error:
        assert repr(name) in error.message
    else:
        assert schema is Delegation
        assert name.replace("_", " ") in meant["request"]


@given(schema=st.sampled_from(SCHEMAS), place=st.integers(0, 30), also=st.integers(0, 30), value=VALUES)
def test_what_is_given_under_another_name_is_there_or_refused(schema, place, also, value):
    fields = list(fields_of(schema))
    names = [name for field in fields for name in (field, *sorted(NEAR.get(field, ())))]
    given_names = {names[place % len(names)], names[also % len(names)]}
    said: dict[str, Any] = {name: f"x{index} 7" for index, name in enumerate(sorted(given_names))}
    said[next(iter(said))] = value
    try:
        meant = as_meant(said, schema)
    except ToolError as error:
        assert any(name in error.message for name in (*fields, *said))
    else:
        rest = {name: one for name, one in said.items() if one != value}
        assert all(str(one).partition(" ")[0] in str(meant) for one in rest.values())


def test_no_near_name_is_the_name_of_an_argument_of_the_same_tool():
    for schema in SCHEMAS:
        for place in schema.model_fields:
            assert place not in NEAR.get(place, ())
