"""Arguments as a person types them, and back."""

from zoneinfo import ZoneInfo

import pytest

from assistant.views.fields import as_text, changes, fields
from tools.errors import InputError

ARGS = {
    "event_id": "abc",
    "title": "Lunch",
    "start_time": "2026-11-24T12:00:00+01:00",
    "attendees": ["Ana Souza <ana@larkspur.example>", '"Weber, Jonas" <jonas@larkspur.example>'],
    "reminder_minutes": [10, 30],
    "location": None,
    "description": "Two\nlines",
    "reply_all": False,
}


def test_what_an_action_is_about_is_not_offered_for_a_change():
    names = [field.name for field in fields(ARGS)]
    assert names == [name for name in ARGS if name != "event_id"]


@pytest.mark.parametrize("zone", [None, ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")])
def test_fields_left_alone_change_nothing(zone):
    assert changes(ARGS, {field.name: field.text for field in fields(ARGS, zone)}, zone) == {}


def test_a_time_is_typed_as_the_person_has_it():
    assert as_text(ARGS["start_time"], ZoneInfo("Europe/London")) == "2026-11-24 11:00"
    assert as_text("2026-11-24", ZoneInfo("Europe/London")) == "2026-11-24"


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("title", "Brunch", "Brunch"),
        ("attendees", "Ana, design team", ["Ana", "design team"]),
        (
            "attendees",
            '"Weber, Jonas" <jonas@larkspur.example>; ana@larkspur.example',
            ['"Weber, Jonas" <jonas@larkspur.example>', "ana@larkspur.example"],
        ),
        ("attendees", "", []),
        ("reminder_minutes", "5", [5]),
        ("location", "Markthalle", "Markthalle"),
        ("reply_all", "yes", True),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_same_kind(name, typed, value):
    assert changes(ARGS, {name: typed}) == {name: value}


@pytest.mark.parametrize(("name", "typed"), [("reminder_minutes", "ten"), ("reply_all", "perhaps")])
def test_what_cannot_be_a_value_is_refused_with_a_sentence(name, typed):
    with pytest.raises(InputError, match=typed):
        changes(ARGS, {name: typed})


@pytest.mark.parametrize("name", ["title", "start_time", "attendees", "reminder_minutes", "description"])
def test_a_value_survives_being_typed(name):
    other = type(ARGS[name])()
    assert changes({name: other}, {name: as_text(ARGS[name])}) == {name: ARGS[name]}
