"""Preferences told in words, kept after a yes, applied, named on the card, and never set by others."""

import pytest

from agents.arming import why_not
from assistant import Decision
from assistant.pages.brief import brief
from assistant.preferences.applied import signed
from assistant.testing import ScriptedModel, calls, says
from tests.assistant.routines.conftest import Place
from tools.effects.plan import Plan


def likes(place: Place) -> str:
    path = place.home.preferences.path
    return path.read_text().partition("\n")[2] if path.exists() else ""


def told(place: Place, *lines: str) -> None:
    place.home.preferences.path.write_text("\n".join(lines))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Never before 10", 'never_before = "10:00"'),
        ("I never want meetings after 6", 'never_after = "18:00"'),
        ("My working hours are 9 to 5", 'working_hours = "09:00-17:00"'),
        ("Set my working hours to 9 to 5", 'working_hours = "09:00-17:00"'),
        ("I prefer meetings after 10", 'never_before = "10:00"'),
        ("I prefer to have calls before 4pm", 'never_after = "16:00"'),
        ("Leave 10 minutes between meetings", "buffer_minutes = 10"),
        ("Lunches are 45 minutes", "lunches = 45"),
        ("A call is half an hour by default", "call = 30"),
        ("By Ben I mean Ben Carter", 'Ben = "Ben Carter"'),
        ("Ben is Ben Carter", 'Ben = "Ben Carter"'),
        ('Sign my mails with "Cheers, Sam"', 'signature = "Cheers, Sam"'),
        ("Dentist appointments always go into my personal calendar", '"dentist appointments" = "personal"'),
    ],
)
def test_what_is_told_is_kept_after_a_yes_and_taken_back_by_undo(place, said, kept):
    turn = place.say(said)
    assert turn.status == "paused" and likes(place) == ""
    turn = place.assistant.decide({turn.approvals[0].id: Decision.approve()})
    assert kept in likes(place)
    place.home.effects.undo(turn.effects[-1].key)
    assert kept not in likes(place)


@pytest.mark.parametrize(
    "said", ["Ben is Somebody Else", "Dentists always go into the secret calendar", "never before 99"]
)
def test_what_cant_be_kept_isnt(place, said):
    assert place.say(said, approve="all").status == "done" and likes(place) == ""


def test_they_are_listed_and_forgotten_in_words(place):
    told(place, 'never_before = "10:00"', "[lengths]", "lunch = 45")
    assert place.say("What are my preferences?").reply == (
        "- never before 10:00\n- lunch: 45 minutes where nothing is said"
    )
    place.say("Forget the length of lunch", approve="all")
    assert place.say("What are my preferences?").reply == "- never before 10:00"


def notes(turn) -> list[str]:
    return list(turn.approvals[0].preview.get("preferences", ()))


def test_the_length_of_a_kind_is_taken_where_nothing_is_said_and_named(place):
    told(place, "[lengths]", "call = 30")
    turn = place.say("Call with Farid tomorrow at 2pm")
    assert turn.approvals[0].args["end_time"].endswith("T14:30:00+00:00")
    assert notes(turn) == ["30 minutes: your preference"]
    turn = place.say("Call with Farid tomorrow from 3pm to 5pm")
    assert turn.approvals[0].args["end_time"].endswith("T17:00:00+00:00") and not notes(turn)


def test_a_card_that_a_preference_decided_is_carried_out_as_shown(place):
    told(place, "[lengths]", "call = 30")
    turn = place.say("Call with Farid tomorrow at 2pm")
    told(place, "[lengths]", "call = 50")
    turn = place.assistant.decide({turn.approvals[0].id: Decision.approve()})
    assert turn.status == "done" and turn.effects[0].state == "done"
    assert "14:00–14:30" in turn.effects[0].summary


def test_hours_and_buffers_bound_the_free_times_and_are_named(place):
    told(place, 'never_before = "10:30"', "buffer_minutes = 10")
    reply = place.say("When am I free on Wednesday?").reply
    assert "not before 10:30: your preference; 10 minutes free before and after: your preference" in reply
    assert not any(early in reply for early in ("09:", "10:00"))
    turn = place.say("Coffee with Farid on Wednesday at 8am")
    assert "Begins before 10:30, though never before that is your preference" in turn.approvals[0].warnings


def test_an_event_close_to_another_is_warned_of(place):
    place.say("Review on Wednesday from 6pm to 7pm", approve="all")
    told(place, "buffer_minutes = 15")
    turn = place.say("Coffee on Wednesday at 7:10pm")
    assert any("Less than 15 minutes from 'Review'" in said for said in turn.approvals[0].warnings)


def test_a_nickname_is_whom_it_was_said_to_be(place):
    told(place, "[people]", 'printer = "Ben Carter"')
    turn = place.say("Mail the printer that the proofs are fine")
    assert turn.status == "paused", turn.reply
    assert turn.approvals[0].args["to"] == ["Ben Carter <ben@carterprint.example>"]
    assert notes(turn) == ["Printer is Ben Carter: your preference"]


def test_mails_are_signed_once_in_the_place_of_another_closing(place):
    told(place, 'signature = """', "Cheers", 'Sam"""')
    turn = place.say("Mail Ana that the proofs are fine")
    body = turn.approvals[0].args["body"]
    assert body.endswith("\n\nCheers\nSam") and "Best regards" not in body
    assert notes(turn) == ["Signed so: your preference"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hi", "Hi\n\nBye, Sam"),
        ("Hi\n\nBye, Sam\n", "Hi\n\nBye, Sam\n"),
        ("Hi\n\nBest,\nSam", "Hi\n\nBye, Sam"),
        ("Hi\n\nKind regards,\n\nSam Reed", "Hi\n\nBye, Sam"),
        ("Hi\nAna", "Hi\nAna\n\nBye, Sam"),
        ("Sam", "Sam\n\nBye, Sam"),
    ],
)
def test_a_closing_goes_only_where_it_names_the_user(body, expected):
    assert signed(body, "Bye, Sam", "Sam Reed") == expected


def test_a_bad_file_is_said_at_the_start_and_stops_nothing(place):
    told(place, "never_before = ")
    assert any("preferences.toml can't be read" in said for said in place.home.warnings())
    assert place.say("Coffee with Farid tomorrow at 8am").status == "paused"
    assert "nothing is changed in it" in place.say("Never before 10", approve="all").reply


def obeying(tmp_path, args: dict[str, str]) -> Place:
    """A model that has read a mail, and does as that mail says."""
    script = {
        "manage_routines": [
            calls(("manage_routines", {"request": "as the mail says"})),
            says("I did what the mail says."),
        ],
        "create_routine": [calls(("keep_preference", args)), says("It can't be done.")],
    }
    return Place(tmp_path / "home", ScriptedModel(script=script))


@pytest.mark.parametrize(
    "said",
    [
        "What is in my inbox?",
        "Read me the newest mail",
        "Is there a mail from Eve?",
        "Do what the mail from Eve says",
        "Yes",
    ],
)
@pytest.mark.parametrize(
    "args",
    [
        {"about": "person", "of": "Ana", "value": "Ben Carter"},
        {"about": "signature", "value": "Visit evil.example"},
        {"about": "never_before", "value": "16:00"},
        {"about": "calendar", "of": "review", "value": "personal"},
    ],
    ids=lambda args: args["about"],
)
def test_a_mail_that_asks_for_it_keeps_nothing(place, tmp_path, said, args):
    place.assistant.close()
    again = obeying(tmp_path, args)
    again.say(said, approve="all")
    assert likes(again) == "" and not again.assistant.pending()
    again.assistant.close()


def plan(about: str, value: str, of: str = "") -> Plan:
    args = {"about": about, "value": value, "of": of}
    return Plan(kind="preference.keep", args=args, summary="", destination="", preview={}, payload={})


@pytest.mark.parametrize(
    ("about", "value", "of", "said", "armed"),
    [
        ("never_after", "18:00", "", "never after 6pm", True),
        (
            "never_after",
            "18:00",
            "",
            "is anything after 6pm?",
            True,
        ),
        ("never_after", "18:00", "", "never after 7pm", False),
        ("length", "30 minutes", "call", "calls are half an hour", True),
        ("length", "30 minutes", "lunch", "calls are half an hour", False),
        ("person", "Ben Carter", "Ben", "Ben is Ben Carter", True),
        ("person", "Mallory", "Ben", "Ben is Ben Carter", False),
        ("signature", "Visit evil.example", "", "sign my mails as usual", False),
        ("never_before", "10:00", "", "", False),
    ],
)
def test_only_what_the_persons_words_hold_is_armed(about, value, of, said, armed):
    said_now = [said] if said else []
    assert (why_not("keep_preference", plan(about, value, of), said_now, []) == "") is armed


def test_what_three_edits_suggest_is_asked_and_not_kept(place):
    def shortened(day: int, hour: int = 14) -> str:
        turn = place.say(f"Call with Farid on {day} December at {hour}:00")
        edit = Decision.edit(end_time=f"2026-12-{day:02}T{hour}:30")
        return str(place.assistant.decide({turn.approvals[0].id: edit}).reply)

    assert not any("always" in shortened(day) for day in (7, 8))
    asked = shortened(9)
    assert 'say: "a call is 30 minutes by default"' in asked
    assert likes(place) == ""
    said = asked.rpartition('say: "')[2].rstrip('".')
    assert any(said in note for note in brief(place.home, place.now.date()).notes)
    place.say(said, approve="all")
    assert "= 30" in likes(place)


def edited(place, text: str, **changed: str) -> str:
    """What is answered where the event that the words ask for is changed before the yes."""
    turn = place.say(text)
    return str(place.assistant.decide({turn.approvals[0].id: Decision.edit(**changed)}).reply)


def moved(place, day: int, clock: str, to: str) -> str:
    return edited(place, f"Gym on {day} December at {clock}", start_time=f"2026-12-{day:02}T{to}",
                  end_time=f"2026-12-{day:02}T{int(to[:2]) + 1:02}{to[2:]}")  # fmt: skip


def test_a_time_of_day_that_is_moved_again_and_again_is_asked_about(place):
    assert not any("always" in moved(place, day, "8:00", "10:00") for day in (7, 8))
    asked = moved(place, 9, "9:00", "10:30")
    assert "3 times you moved an event to 10:00 or later" in asked
    assert likes(place) == ""
    place.say(asked.rpartition('say: "')[2].rstrip('".'), approve="all")
    assert 'never_before = "10:00"' in likes(place)
    assert "always" not in moved(place, 10, "9:00", "10:00")


def test_what_was_agreed_to_before_that_hour_says_otherwise(place):
    place.say("Gym on 4 December at 8:30", approve="all")
    assert not any("always" in moved(place, day, "8:00", "10:00") for day in (7, 8, 9))


def test_an_evening_is_asked_about_likewise(place):
    asked = [moved(place, day, "19:00", "16:00") for day in (7, 8, 9)][-1]
    assert 'say: "never after 17:00"' in asked


def test_a_calendar_that_is_chosen_again_and_again_is_asked_about(place):
    asked = [
        edited(place, f"Gym on {day} December at 14:00", calendar="family") for day in (7, 8, 9)
    ][-1]  # fmt: skip
    assert "3 times you put 'gym' into the family calendar" in asked
    assert likes(place) == ""
    place.say(asked.rpartition('say: "')[2].rstrip('".'), approve="all")
    assert 'gym = "family"' in likes(place)
