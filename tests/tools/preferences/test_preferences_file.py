"""The file of preferences: read as far as it can be, changed in one place, never lost."""

from datetime import time, timedelta

import pytest

from tools.errors import ToolError
from tools.preferences.preferences_file import PreferencesFile

WRITTEN = """# mine
working_hours = "late"   # most days
buffer_minutes = 10
colour = "blue"

[lengths]
Lunch = 45 # not longer
standup = "short"
team lunch = 90
"""


@pytest.fixture
def file(tmp_path):
    return PreferencesFile(tmp_path / "preferences.toml")


def test_no_file_is_no_preferences(file):
    assert file.read().problem == "" and file.read().length_of("Lunch") is None


def test_a_file_that_is_no_toml_gets_one_sentence_and_stays_as_it_is(file):
    file.path.write_text(WRITTEN)
    likes = file.read()
    assert likes.working_hours is None
    assert likes.problem.startswith("preferences.toml can't be read (") and "\n" not in likes.problem
    with pytest.raises(ToolError, match="nothing is changed"):
        file.set("", "never_before", "10:00")
    assert file.path.read_text() == WRITTEN


def test_what_cant_be_used_is_named_and_the_rest_counts(file):
    file.path.write_text(WRITTEN.replace("team lunch", '"team lunch"'))
    likes = file.read()
    assert likes.problem == (
        "preferences.toml: working_hours, colour, lengths.standup can't be used and are left out;"
        " the rest counts."
    )
    assert likes.buffer == timedelta(minutes=10)
    assert likes.length_of("Lunch with Ana") == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("title", "minutes"),
    [("Lunches", 45), ("Team lunch", 90), ("Launch", None), ("lunch, of the team", 90), ("Dinner", None)],
)
def test_the_kind_of_most_words_counts(file, title, minutes):
    file.path.write_text('[lengths]\nlunches = 45\n"team lunch" = 90\n')
    assert file.read().length_of(title) == (timedelta(minutes=minutes) if minutes else None)


def test_a_change_leaves_all_else_byte_for_byte(file):
    before = WRITTEN.replace("team lunch", '"team lunch"')
    file.path.write_text(before)
    file.set("lengths", "lunch", 30)
    assert file.path.read_text() == before.replace("Lunch = 45 #", "Lunch = 30 #")
    file.set("lengths", "LUNCH", 45)
    file.set("people", "Ben", "Ben Okafor")
    assert file.path.read_text().startswith(before)
    file.set("people", "ben", None)
    assert file.read().people == {} and "# not longer" in file.path.read_text()


def test_it_is_read_anew_when_somebody_has_edited_it(file):
    file.set("", "never_before", "10:00")
    assert file.read().never_before == time(10)
    file.path.write_text('never_before = "9:15"\n')
    assert file.read().never_before == time(9, 15)


@pytest.mark.parametrize("hours", ["8:30-17", "08:30 – 17:00", "8:30-17:00"])
def test_hours_are_read_as_people_write_them(file, hours):
    file.path.write_text(f'working_hours = "{hours}"\nnever_before = 9\nnever_after = 17:30:00\n')
    assert file.read().working_hours == (time(8, 30), time(17))
    assert (file.read().never_before, file.read().never_after) == (time(9), time(17, 30))


def test_only_its_owner_can_read_it(file):
    file.set("", "signature", "Cheers,\nMax")
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.read().signature == "Cheers,\nMax"
