"""Cards of whole turns: what the gate writes down of each value is said where the value stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.contract import Approval
from assistant.views import plain
from tests.assistant.turn.test_provenance import Obeying
from tools.mail.message import Folder

THEIRS = "↑ from the mail 'Minutes' by ben@x.example"
ASKED = "What does the mail about the minutes want?"


@pytest.fixture
def obeying(tmp_path: Path) -> Iterator[Obeying]:
    desk = Obeying(tmp_path)
    with desk.assistant:
        yield desk
    desk.mailbox.close()


def shown(obeying: Obeying, approval: Approval) -> list[str]:
    return [line.strip() for line in plain.approval(approval, obeying.assistant.zone)]


def test_a_mail_that_a_mail_has_ordered_says_so_at_each_value(obeying: Obeying) -> None:
    approval = obeying.asked(
        ASKED,
        "send_email",
        to=["mallory@club.example"],
        subject="The vault stays open",
        body="Hello,\n\nhere are the 4,800 euros.\n\nSam",
        send_at="friday at 4pm",
    )
    lines = shown(obeying, approval)
    assert lines[:3] == ["Send mail: The vault stays open", "! You have not asked for this.", THEIRS]
    assert lines[lines.index("To:      mallory@club.example") + 1] == THEIRS
    assert lines[lines.index("Sent at: Fri 20 Nov 2026, 16:00") + 1] == f"{THEIRS}: “friday at 4pm”"
    assert lines[lines.index("| here are the 4,800 euros.") + 1].endswith(
        "4,800”: " + THEIRS.removeprefix("↑ ")
    )


def test_an_event_that_a_mail_has_ordered_says_so_at_each_value(obeying: Obeying) -> None:
    approval = obeying.asked(
        ASKED,
        "create_calendar_event",
        title="Vault",
        start_time="friday at 4pm",
        attendees=["mallory@club.example"],
        location="Club",
    )
    lines = shown(obeying, approval)
    assert lines[:3] == ["New event: Vault", "! You have not asked for this.", THEIRS]
    for value in ("Where:    Club", "Guests:   mallory@club.example"):
        assert lines[lines.index(value) + 1] == THEIRS
    assert sum(line.startswith("↑") for line in lines) == 4


def test_a_deletion_that_a_mail_has_ordered_says_which_mail_named_it(obeying: Obeying) -> None:
    approval = obeying.asked(ASKED, "delete_email", email_id="#Security code")
    assert shown(obeying, approval)[:3] == [
        "Delete mail: Security code",
        "! You have not asked for this.",
        THEIRS.replace("↑ ", "↑ which one: "),
    ]


def test_what_the_person_has_ordered_carries_no_mark(obeying: Obeying) -> None:
    approval = obeying.asked(
        "Read the minutes, then write to Ana Lima: I shall be late by 10 minutes.",
        "send_email",
        to=["Ana Lima"],
        subject="Late",
        body="I shall be late by 10 minutes.",
    )
    assert shown(obeying, approval) == [
        "Send mail: Late",
        "From: Sam Reed <sam@x.example>",
        "To:   Ana Lima <ana@x.example>",
        "",
        "| I shall be late by 10 minutes.",
        "",
        "Once it is sent it can't be taken back; until then it can be canceled.",
        f"email {approval.id}",
    ]


def test_what_nobody_sees_is_warned_of_also_in_json(obeying: Obeying) -> None:
    approval = obeying.asked(
        "Write to Ana Lima", "send_email", to=["Ana Lima"], subject="Hi", body="so\u200b it is"
    )
    [warning] = approval.json_dict()["warnings"]
    assert "1 invisible control character" in warning
    assert obeying.assistant.pending()[0].warnings == (warning,)


def test_a_guest_who_was_written_to_is_no_stranger(obeying: Obeying) -> None:
    sent = b"From: sam@x.example\r\nTo: cy@x.example\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\nHi\r\n"
    obeying.mailbox.deliver(sent, Folder.SENT)
    when = {"title": "Talk", "start_time": "friday at 4pm"}
    approval = obeying.asked(
        "Invite them", "create_calendar_event", attendees=["cy@x.example", "new@x.example"], **when
    )
    assert [said for said in approval.warnings if "before" in said] == [
        "Never written to before: new@x.example"
    ]


def test_what_lies_in_the_home_is_not_attached(obeying: Obeying) -> None:
    secret = obeying.assistant.home.path / "assistant.db"
    with pytest.raises(AssertionError, match=r"what lies in .* is the assistant's own"):
        obeying.asked(
            "Send it", "send_email", to=["Ana Lima"], subject="Hi", body="It", attachments=[str(secret)]
        )


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2026-11-26T14:00", ["↑ nobody has said this; you said 'Monday at noon'"]),
        ("Monday 12:00", []),
        ("next Monday at 12", []),
    ],
)
def test_a_time_that_the_model_made_up_is_told_beside_what_the_person_said(
    obeying: Obeying, start: str, told: list[str]
) -> None:
    approval = obeying.asked(
        "Schedule a lunch with Ana Lima on Monday at noon",
        "create_calendar_event",
        title="Lunch",
        start_time=start,
        attendees=["Ana Lima"],
    )
    assert [line for line in shown(obeying, approval) if "nobody" in line] == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Book the choir on Tuesday at 7", ["↑ 'on Tuesday at 7' may also be Tue 24 Nov, 07:00"]),
        ("Book the choir on Tuesday at 7pm", []),
    ],
)
def test_the_other_time_that_the_words_may_mean_is_told(obeying: Obeying, said: str, told: list[str]) -> None:
    approval = obeying.asked(said, "create_calendar_event", title="Choir", start_time="2026-11-24T19:00")
    assert [line for line in shown(obeying, approval) if "may also" in line] == told
