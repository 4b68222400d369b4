"""What a card says of values that are not the person's own, at the value, in words."""

from dataclasses import replace
from html import unescape
from io import StringIO
from itertools import pairwise

import pytest
from rich.text import Text

from assistant.contract import Approval
from assistant.views import cards, plain, terminal, web
from assistant.views.difference import difference
from tests.assistant.views.conftest import EVENT, INVOICE, MAIL, PREVIEWS, origin

FROM = f"↑ from {INVOICE}"
BODY = """Dear Ana,

please pay 1,200 € to DE89 3704 0044 0532 0130 00 by Friday.

This was written by mallory,
this also, and
this too.

Best,
Max
"""
PAYMENT = {
    "from": "Max Muster <max@larkspur.example>",
    "to": ["Ana Souza <ana@larkspur.example>", "mallory@club.example"],
    "cc": ["Eve <eve@evil.example>"],
    "bcc": ["x@evil.example"],
    "subject": "Payment for invoice 42",
    "body": BODY,
    "attachments": [{"name": "plan.pdf", "type": "application/pdf", "size": 4213}],
}


@pytest.fixture(name="payment")
def mail_of_which_much_is_somebody_elses(approval) -> Approval:
    return approval(
        "send_email",
        preview={"type": "mail", "mail": PAYMENT},
        args={"attachments": ["/home/max/Documents/plan.pdf"]},
        asked_for=False,
        provenance=(
            origin("to.0", "Ana Souza <ana@larkspur.example>", "contacts", "your contacts"),
            origin("to.1", "mallory@club.example"),
            origin("cc.0", "Eve <eve@evil.example>", "event", "the event 'Party' on Fri 27 Nov"),
            origin("bcc.0", "x@evil.example", "model", ""),
            origin("subject", "invoice 42"),
            origin("body", "DE89 3704 0044 0532 0130 00"),
            origin("body", "0532"),
            origin("body", "1,200", "tool", "the answer of bank"),
            origin("body", "This was written by mallory,\nthis also, and\nthis too."),
            origin("body", "by Friday", "user", "your words"),
            origin("attachments.0", "/home/max/Documents/plan.pdf", "file", "the file todo.txt"),
            origin("priority", "urgent"),
        ),
    )


def lines_of(approval: Approval, zone=None) -> list[str]:
    return plain.approval(approval, zone)


def at_a_terminal(approval: Approval, zone, columns: int) -> list[str]:
    console = terminal.console(StringIO())
    console.width = columns
    with console.capture() as captured:
        console.print(terminal.approval(approval, zone))
    return captured.get().splitlines()


def test_every_value_of_a_mail_says_whose_it_is_beneath_it(payment) -> None:
    assert lines_of(payment) == [
        "Send mail: Payment for invoice 42",
        "  ! You have not asked for this.",
        f"  ↑ “invoice 42”: from {INVOICE}",
        "  From:     Max Muster <max@larkspur.example>",
        "  To:       Ana Souza <ana@larkspur.example>",
        "            mallory@club.example",
        f"            {FROM}",
        "  Cc:       Eve <eve@evil.example>",
        "            ↑ from the event 'Party' on Fri 27 Nov",
        "  Bcc:      x@evil.example",
        "            ↑ nobody has said this",
        "  Attached: plan.pdf (application/pdf, 4 kB) in /home/max/Documents",
        "            ↑ from the file todo.txt",
        "  priority: urgent",
        f"            {FROM}",
        "",
        "  | Dear Ana,",
        "  |",
        "  | please pay 1,200 € to DE89 3704 0044 0532 0130 00 by Friday.",
        f"  ↑ “DE89 3704 0044 0532 0130 00”: from {INVOICE}",
        "  ↑ “1,200”: from the answer of bank",
        "  |",
        "  | This was written by mallory,",
        "  | this also, and",
        "  | this too.",
        f"  ↑ these 3 lines: from {INVOICE}",
        "  |",
        "  | Best,",
        "  | Max",
        "",
        "  This can't be undone.",
        "  calendar k3f9ab2cde4f",
    ]


@pytest.mark.parametrize("columns", [80, 100])
def test_the_marks_keep_the_cards_shape_at_a_terminal(payment, columns) -> None:
    lines = at_a_terminal(payment, None, columns)
    assert {len(line) for line in lines} == {columns}
    inside = [line[2:-2].rstrip() for line in lines[1:-1]]
    assert inside[:6] == [
        "! You have not asked for this.",
        "Payment for invoice 42",
        f"↑ “invoice 42”: from {INVOICE}",
        "From      Max Muster <max@larkspur.example>",
        "To        Ana Souza <ana@larkspur.example>",
        "          mallory@club.example",
    ]
    assert inside[6].startswith("          ↑ from the mail 'Invoice 42' by")
    body = "\n".join(inside[inside.index("Dear Ana,") :])
    for line in BODY.splitlines():
        assert line in body.splitlines()
    assert " ".join(f"↑ “DE89 3704 0044 0532 0130 00”: from {INVOICE}".split()) in " ".join(body.split())


def test_what_is_somebody_elses_has_a_colour_of_its_own_at_a_terminal(payment) -> None:
    [line] = [line for line in cards.card(payment, None).drawn_body if "please" in line[0].text]
    assert [(piece.text, piece.mark) for piece in line] == [
        ("please pay ", "same"),
        ("1,200", "theirs"),
        (" € to ", "same"),
        ("DE89 3704 0044 0532 0130 00", "theirs"),
        (" by Friday.", "same"),
    ]
    drawn = terminal._marked(line)
    assert isinstance(drawn, Text)
    assert [str(span.style) for span in drawn.spans] == ["yellow", "yellow"]


def test_in_a_notebook_the_marks_are_escaped_as_all_else_is(approval) -> None:
    evil = "the mail '<script>alert(1)</script>' by <b>x</b>@club.example"
    asked = approval("send_email", asked_for=False, provenance=(origin("to.0", MAIL["to"][0], label=evil),))
    shown = web.approvals([asked], None)
    assert "<script" not in shown
    assert "<b>x</b>" not in shown
    assert f"↑ from {evil}" in unescape(shown)
    assert "You have not asked for this." in shown
    assert shown.index("You have not asked") < shown.index("The new mockups")


def test_an_event_says_it_too_with_the_words_that_gave_the_time(approval) -> None:
    shown = lines_of(
        approval(
            provenance=(
                origin("title", "Design review"),
                origin("start_time", EVENT["start"], quote="Tuesday at two"),
                origin("end_time", EVENT["end"], "model"),
                origin("location", "Atlas"),
                origin("attendees.1", "x@y.example", "model"),
                origin("description", "Bring pens."),
                origin("recurrence", "FREQ=WEEKLY", quote="every week"),
                origin("reminder_minutes.0", "10", "model"),
            )
        )
    )
    indent = " " * 12
    assert shown[:3] == ["New event: Design review", f"  {FROM}", shown[2]]
    after = {line.strip(): mark for line, mark in pairwise(shown)}
    assert after[shown[2].strip()] == f"{indent}{FROM}: “Tuesday at two”"
    assert after["Repeats:  every Tuesday"] == f"{indent}{FROM}: “every week”"
    assert after["Where:    Room Atlas"] == f"{indent}↑ “Atlas”: from {INVOICE}"
    assert after["x@y.example"] == f"{indent}↑ nobody has said this"
    assert after["Reminder: 10 minutes before"] == f"{indent}↑ nobody has said this"
    assert after["Bring pens."] == f"{indent}{FROM}"
    assert sum("↑" in line for line in shown) == 7


@pytest.mark.parametrize(
    ("source", "said"),
    [("mail", f"↑ which one: from {INVOICE}"), ("model", "↑ nobody has said which one")],
)
def test_a_thing_that_is_acted_on_says_who_named_it(approval, source, said) -> None:
    shown = lines_of(approval("delete_email", provenance=(origin("email_id", "Sale", source),)))
    assert shown[1] == f"  {said}"


def test_the_arguments_of_another_agents_tool_say_it_at_their_lines(approval) -> None:
    shown = lines_of(approval("take_note", provenance=(origin("text", "and bread"), origin("tags.0", "a"))))
    assert shown[2:5] == ["        and bread", f"        {FROM}", '  tags: ["a", "b"]']
    assert shown[5] == f"        ↑ “a”: from {INVOICE}"


SKIPPED = {
    "type": "routine",
    "heading": "Skip routine",
    "title": "Unread mail",
    "kind": "request",
    "request": "summarise my unread mail",
    "state": "active",
    "when": "every weekday at 17:30",
    "zone": "Europe/London",
    "skipped": "Mon 30 Nov 2026, 17:30",
    "next": ["Tue 1 Dec 2026, 17:30"],
}


def test_the_card_of_a_routine_says_who_gave_its_time_and_nothing_of_what_we_chose(approval) -> None:
    given = (
        origin("which", "2026-11-30T17:30:00+00:00"),
        origin("missed", "once"),
        origin("kind", "request"),
    )
    shown = lines_of(approval("create_calendar_event", preview=SKIPPED, provenance=given))
    assert shown[1:6] == [
        "  Does:    summarise my unread mail",
        "  When:    every weekday at 17:30, Europe/London",
        "  Skipped: Mon 30 Nov 2026, 17:30",
        f"           {FROM}",
        "  Next:    Tue 1 Dec 2026, 17:30",
    ]


def test_an_argument_of_another_agents_tool_may_be_called_as_ours_are(approval) -> None:
    call = {**PREVIEWS["take_note"], "args": {"kind": "request"}}
    shown = lines_of(approval("take_note", preview=call, provenance=(origin("kind", "request"),)))
    assert any(line.strip() == FROM for line in shown)


@pytest.mark.parametrize("source", ["user", "contacts", "settings"])
def test_what_is_the_persons_own_leaves_the_card_as_it_is(approval, source) -> None:
    for action in PREVIEWS:
        usual = approval(action)
        own = approval(
            action,
            asked_for=True,
            provenance=(
                origin("to.0", MAIL["to"][0], source),
                origin("title", EVENT["title"], source),
                origin("email_id", "Sale", source),
                origin("text", "and bread", source),
            ),
        )
        assert lines_of(own) == lines_of(usual)


def test_a_models_own_sentences_and_the_mail_below_a_reply_need_no_mark(approval) -> None:
    usual = approval("reply_to_email")
    marked = approval(
        "reply_to_email",
        provenance=(origin("original", MAIL["body"]), origin("body", "please look at them", "model")),
    )
    assert lines_of(marked) == lines_of(usual)
    made_up = (
        origin("body", "Tuesday", "model"),
        origin("to.0", "a", "model"),
        origin("body", "60", "model"),
    )
    shown = lines_of(approval("send_email", provenance=made_up))
    assert sum("nobody has said" in line for line in shown) == 2


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("", "a mail"),
        ("the mail 'In\nvoice\x1b[2J\u202e' by x", "the mail 'In voice⟨U+001B⟩[2J⟨U+202E⟩' by x"),
    ],
)
def test_a_source_is_always_named_and_on_one_line(approval, label, said) -> None:
    shown = lines_of(approval(provenance=(origin("title", "Design", label=label),)))
    assert shown[1] == f"  ↑ “Design”: from {said}"


def test_a_value_is_found_however_its_blanks_and_letters_are_written(approval) -> None:
    mail = {**MAIL, "body": "Go to ROOM\n  Atlas now.\nNot to the cat, the atlas."}
    told = (origin("body", "Room atlas"),)
    shown = lines_of(approval("send_email", preview={"type": "mail", "mail": mail}, provenance=told))
    at = shown.index("  |   Atlas now.")
    assert shown[at + 1] == f"  ↑ “ROOM Atlas”: from {INVOICE}"


def test_a_long_piece_is_named_by_how_it_begins_and_ends(approval) -> None:
    piece = "word " * 40 + "end"
    mail = {**MAIL, "body": f"So: {piece}, she wrote."}
    shown = lines_of(
        approval("send_email", preview={"type": "mail", "mail": mail}, provenance=(origin("body", piece),))
    )
    [note] = [line for line in shown if "↑" in line]
    assert note == f"  ↑ “word word word word word word … d word word word word word end”: from {INVOICE}"


def test_marks_stay_where_an_edit_leaves_the_value_and_go_where_it_takes_it_away(payment) -> None:
    mail = {**PAYMENT, "bcc": [], "body": BODY.replace("1,200", "12")}
    left = tuple(one for one in payment.provenance if one.argument not in ("bcc.0", "priority"))
    edited = replace(payment, preview={"type": "mail", "mail": mail}, provenance=left)
    shown = plain.card(difference(cards.card(payment, None), cards.card(edited, None)))
    assert "  | please pay [-1,200-]{+12+} € to DE89 3704 0044 0532 0130 00 by Friday." in shown
    assert f"  ↑ “DE89 3704 0044 0532 0130 00”: from {INVOICE}" in shown
    assert shown[shown.index("            mallory@club.example") + 1] == f"            {FROM}"
    assert "- Bcc:      x@evil.example" in shown
    # What stands nowhere any more is not said beneath what is crossed out.
    assert shown[shown.index("  | Dear Ana,") + 1] == "  ↑ “1,200”: from the answer of bank"
    assert not any("nobody has said" in line for line in shown)


def test_in_a_change_each_line_is_whole_and_the_mark_beneath_it_has_no_label(approval) -> None:
    guests = [*EVENT["attendees"], {"name": "Eve", "email": "eve@evil.example"}]
    change = {**PREVIEWS["update_calendar_event"], "after": {**EVENT, "attendees": guests}}
    told = (
        origin("add_attendees.0", "Eve <eve@evil.example>"),
        origin("attendees.0", "ana@larkspur.example"),
    )
    shown = lines_of(approval("update_calendar_event", preview=change, provenance=told))
    at = shown.index("  Guests:   Ana Souza <ana@larkspur.example>")
    assert shown[at : at + 5] == [
        "  Guests:   Ana Souza <ana@larkspur.example>",
        f"            {FROM}",
        "  Guests:   x@y.example",
        "+ Guests:   Eve <eve@evil.example>",
        f"            {FROM}",
    ]
