"""`assistant grants`: made from an approval, shown, revoked."""

import json

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from tests.assistant.grants.office import LUNCH, MAIL

CARD = """\
Without asking: Make events
  With:      ana@larkspur.example, everybody at club.example
  Calendars: personal
  At most:   2 people, 1,000 characters
  Hours:     08:00–18:30 on Mon, Fri
  Counts:    3 times at most, until Thu 31 Dec 2026

  | In the last 30 days it would have let this one through:
  | - Schedule 'Lunch with Ana' on Monday, 23 November 2026, 12:00–13:00 (Europe/Berlin), with Ana Souza ({day}, pending)

  All else is asked, and so is anything from a mail, an event, a file or another tool.
"""  # noqa: E501  # as it is shown
WIDER = ["--domains", "club.example", "--hours", "8-18:30", "--weekdays", "Monday,fri", "--recipients", "2"]
WIDER += ["--minutes", "any", "--most", "3", "--until", "December 31"]


@pytest.fixture(autouse=True)
def _in_this_home(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(assistant.home.path))
    monkeypatch.setenv("ASSISTANT_MODEL", "offline")
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("ASSISTANT_NOW", "2026-11-20T10:00:00+01:00")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["grants", *arguments])
    return code, *capsys.readouterr()


def test_nothing_counts_before_the_person_says_so(assistant: Assistant, capsys) -> None:
    [approval] = assistant.ask(LUNCH).approvals
    code, out, err = run(capsys, "add", approval.id[:6], *WIDER)
    day = f"{approval.created_at.astimezone(assistant.zone):%a %-d %b}"
    assert (code, out) == (0, CARD.format(day=day))
    assert "Nothing counts yet" in err
    assert run(capsys)[1] == "No grants: everything is asked.\n"


def test_a_grant_is_listed_shown_previewed_and_revoked(assistant: Assistant, capsys) -> None:
    [approval] = assistant.ask(LUNCH).approvals
    made = json.loads(run(capsys, "add", approval.id, "--yes", "--json")[1])
    assert json.loads(run(capsys, "--json")[1]) == {"grants": [made]}
    assert list(made) == [
        "id", "action", "scope", "uses", "most", "expires_at", "state", "created_at", "from_approval",
    ]  # fmt: skip
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert f"{made['id']}  ✓ active  Make events with ana@larkspur.example in personal\n" in out
    code, out, _ = run(capsys, "show", made["id"][:5])
    assert (code, f"made    from {approval.id}" in out) == (0, True)
    code, out, _ = run(capsys, "preview", made["id"], "--json")
    assert [one["id"] for one in json.loads(out)["passed"]] == [approval.id]
    assert json.loads(run(capsys, "revoke", made["id"], "--json")[1])["state"] == "revoked"
    assert run(capsys, "revoke", made["id"])[0] == 5
    assert run(capsys, "show", "nosuch")[0] == 4


def test_what_is_called_off_is_said(assistant: Assistant, capsys) -> None:
    [approval] = assistant.ask(MAIL).approvals
    run(capsys, "add", approval.id, "--yes")
    main(["approve", approval.id])
    main(["ask", MAIL, "--hold", "3600"])
    capsys.readouterr()
    [grant] = assistant.grants()
    _, _, err = run(capsys, "revoke", grant.id)
    assert err.startswith("Canceled, as it still waited: Send 'The proofs are here' to Ana Souza")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--domains", "gmail.com"], "everybody can have an address at gmail.com"),
        (["--recipients", "many"], "people at once needs a whole number or any"),
        (["--until", "soonish"], "'soonish' is no day"),
        (["--until", "2020-01-01"], "ends on a day to come"),
        (["--most", "0"], "from 1 to 1,000 times"),
    ],
)
def test_a_limit_that_can_not_be_gets_one_sentence(
    assistant: Assistant, capsys, options: list[str], sentence: str
) -> None:
    [approval] = assistant.ask(LUNCH).approvals
    code, out, err = run(capsys, "add", approval.id, "--yes", *options)
    assert (code, out) == (2, "")
    assert sentence in err
    assert assistant.grants() == []
