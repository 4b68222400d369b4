"""A model's arguments as it meant them: read in another form, or refused by name, and never dropped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.arguments import NEAR, as_meant
from tools.delegation import Delegation
from tools.errors import ToolError
from tools.mail.tools import ForwardEmail, OneEmail, ReplyToEmail, SendEmail
from tools.scheduling.tools import CancelCalendarEvent, CreateCalendarEvent, UpdateCalendarEvent

CREATE, UPDATE, CANCEL = CreateCalendarEvent, UpdateCalendarEvent, CancelCalendarEvent
SCHEMAS = (CREATE, UPDATE, CANCEL, SendEmail, ReplyToEmail, ForwardEmail, OneEmail, Delegation)

READ: list[tuple[Any, dict[str, Any], dict[str, Any]]] = [
    # lists
    (CREATE, {"attendees": "Ana, Farid"}, {"attendees": ["Ana", "Farid"]}),
    (CREATE, {"attendees": "Ana and Farid"}, {"attendees": ["Ana", "Farid"]}),
    (CREATE, {"attendees": "Ana; Farid"}, {"attendees": ["Ana", "Farid"]}),
    (CREATE, {"attendees": '["Ana", "Farid"]'}, {"attendees": ["Ana", "Farid"]}),
    (CREATE, {"attendees": "Ana"}, {"attendees": ["Ana"]}),
    (CREATE, {"attendees": "none"}, {}),
    (CREATE, {"attendees": None}, {}),
    (CREATE, {"attendees": ["Ana", None, ""]}, {"attendees": ["Ana"]}),
    (SendEmail, {"to": '"Silva, Ana" <ana@x.example>'}, {"to": ['"Silva, Ana" <ana@x.example>']}),
    (SendEmail, {"to": "ana@x.example, ben@x.example"}, {"to": ["ana@x.example", "ben@x.example"]}),
    (SendEmail, {"attachments": "notes.txt"}, {"attachments": ["notes.txt"]}),
    # what isn't given
    (UPDATE, {"location": ""}, {}),
    (UPDATE, {"location": "None"}, {}),
    (UPDATE, {"title": None, "description": "null"}, {}),
    (CREATE, {"end_time": "N/A", "calendar": "default"}, {}),
    (CREATE, {"calendar": "Primary"}, {}),
    (CREATE, {"calendar": "work"}, {"calendar": "work"}),
    (SendEmail, {"send_at": "none"}, {}),
    # numbers
    (CREATE, {"reminder_minutes": 10}, {"reminder_minutes": [10]}),
    (CREATE, {"reminder_minutes": "10"}, {"reminder_minutes": [10]}),
    (CREATE, {"reminder_minutes": "1 hour"}, {"reminder_minutes": [60]}),
    (CREATE, {"reminder_minutes": "10, 60"}, {"reminder_minutes": [10, 60]}),
    (CREATE, {"reminder_minutes": ["ten"]}, {"reminder_minutes": [10]}),
    (CREATE, {"end_time": 90}, {"end_time": "90 minutes"}),
    (CREATE, {"duration": 90}, {"end_time": "90 minutes"}),
    # flags and choices
    (ReplyToEmail, {"reply_all": "true"}, {"reply_all": True}),
    (ReplyToEmail, {"reply_all": "False"}, {"reply_all": False}),
    (SendEmail, {"priority": "HIGH"}, {"priority": "high"}),
    # names
    (CREATE, {"start": "3pm"}, {"start_time": "3pm"}),
    (CREATE, {"startTime": "3pm"}, {"start_time": "3pm"}),
    (CREATE, {"start-time": "3pm"}, {"start_time": "3pm"}),
    (CREATE, {"date": "tomorrow"}, {"start_time": "tomorrow"}),
    (CREATE, {"name": "Lunch", "guests": ["Ana"]}, {"title": "Lunch", "attendees": ["Ana"]}),
    (CREATE, {"summary": "Lunch", "where": "Markthalle"}, {"title": "Lunch", "location": "Markthalle"}),
    (CREATE, {"notes": "bring cups"}, {"description": "bring cups"}),
    (UPDATE, {"id": "e1"}, {"event_id": "e1"}),
    (UPDATE, {"attendees": "Ana"}, {"add_attendees": ["Ana"]}),
    (CANCEL, {"id": "e1", "why": "ill"}, {"event_id": "e1", "reason": "ill"}),
    (SendEmail, {"recipient": "Ana", "message": "Hi"}, {"to": ["Ana"], "body": "Hi"}),
    (SendEmail, {"recipients": ["Ana"], "content": "Hi"}, {"to": ["Ana"], "body": "Hi"}),
    (ForwardEmail, {"id": "m1", "recipient": "Ana"}, {"email_id": "m1", "to": ["Ana"]}),
    (OneEmail, {"id": "m1"}, {"email_id": "m1"}),
    (OneEmail, {"message_id": "m1"}, {"email_id": "m1"}),
    (Delegation, {"task": "book it"}, {"request": "book it"}),
    (Delegation, {"request": ["book it"]}, {"request": "book it"}),
]


@pytest.mark.parametrize(("schema", "said", "meant"), READ, ids=lambda value: str(value)[:50])
def test_an_argument_is_read_as_it_was_meant(schema, said, meant):
    assert as_meant(said, schema) == meant


@pytest.mark.parametrize(
    ("schema", "said", "named"),
    [
        (CREATE, {"title": "x", "colour": "red"}, "'colour'"),
        (CREATE, {"title": "x", "name": "y"}, "'name'"),
        (SendEmail, {"to": ["a"], "recipient": "b"}, "'recipient'"),
        (OneEmail, {"email_id": "m1", "folder": "inbox"}, "'folder'"),
    ],
)
def test_what_no_argument_is_called_is_refused_with_the_names_that_there_are(schema, said, named):
    with pytest.raises(ToolError, match=named) as caught:
        as_meant(said, schema)
    assert all(name in caught.value.message for name in schema.model_fields)


@pytest.mark.parametrize(
    ("said", "placeholder"),
    [
        ({"to": ["<email>"]}, "<email>"),
        ({"to": "[recipient]"}, "[recipient]"),
        ({"body": "Dear [Recipient],\nit is on."}, "[Recipient]"),
        ({"body": "It is on.\n[Your Name]"}, "[Your Name]"),
        ({"body": "Hi {{first_name}}"}, "{{first_name}}"),
        ({"subject": "Meeting on [Date]"}, "[Date]"),
        ({"to": ["<your email here>"]}, "<your email here>"),
    ],
)
def test_a_placeholder_is_refused(said, placeholder):
    with pytest.raises(ToolError) as caught:
        as_meant(said, SendEmail)
    assert placeholder in caught.value.message


@pytest.mark.parametrize(
    "body", ["See [1] and <https://x.example/name>.", "[Update] The names are in.", "a < b > c", "[x] done"]
)
def test_brackets_are_no_placeholders(body):
    assert as_meant({"body": body}, SendEmail) == {"body": body}


@given(schema=st.sampled_from(SCHEMAS), name=st.text(min_size=1, max_size=30))
def test_no_argument_is_ever_dropped_in_silence(schema, name):
    try:
        meant = as_meant({name: "x"}, schema)
    except ToolError as error:
        assert repr(name) in error.message
    else:
        assert list(meant.values()) in (["x"], [["x"]])


def test_no_near_name_is_the_name_of_an_argument_of_the_same_tool():
    for schema in SCHEMAS:
        for place in schema.model_fields:
            assert place not in NEAR.get(place, ())
