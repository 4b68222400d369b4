"""What an approval shows: all of it, in a terminal, in a pipe and in a notebook."""

from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from io import StringIO

import pytest

from assistant.contract import Approval
from assistant.views import cards, plain, terminal, web
from assistant.views.difference import difference, is_changed
from tests.assistant.views.conftest import EVENT, MAIL, PREVIEWS


def at_a_terminal(approval: Approval, zone, columns: int = 100) -> str:
    console = terminal.console(StringIO())
    console.width = columns
    with console.capture() as captured:
        console.print(terminal.approval(approval, zone))
    return captured.get()


def in_a_pipe(approval: Approval, zone) -> str:
    return "\n".join(plain.approval(approval, zone))


def in_a_notebook(approval: Approval, zone, dress=web.styled) -> str:
    class Text(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += data + "\n"

    parser = Text()
    parser.feed(web.approvals([approval], zone, dress))
    return unescape(parser.text)


def in_a_browser(approval: Approval, zone) -> str:
    assert "style=" not in web.approvals([approval], zone, web.classed)
    return in_a_notebook(approval, zone, web.classed)


PLACES = [at_a_terminal, in_a_pipe, in_a_notebook, in_a_browser]


@pytest.mark.parametrize("shown_in", PLACES)
def test_an_event_is_shown_whole(shown_in, approval, new_york):
    shown = shown_in(approval(undoable=True, undo_note="Takes it out again."), new_york)
    for text in (
        "New event",
        "Design review",
        "Tue 24 Nov 2026, 14:00–15:00 (1 hour), Europe/Berlin",
        "Tue 24 Nov 2026, 08:00–09:00 for you (America/New_York)",
        "every Tuesday",
        "Room Atlas",
        "Ana Souza <ana@larkspur.example>",
        "x@y.example",
        "10 minutes before",
        "Bring pens.",
        "personal",
        "Clashes with 'Dentist', Tue 24 Nov 08:00–08:30",
        "Free instead: Tue 24 Nov 09:00–10:00",
        "Undo: Takes it out again.",
        "k3f9ab2cde4f",
    ):
        assert text in shown


@pytest.mark.parametrize("shown_in", PLACES)
def test_a_mail_is_shown_to_its_last_word_and_its_last_recipient(shown_in, approval, new_york):
    shown = shown_in(approval("send_email"), new_york)
    for text in (
        "Send mail",
        "The new mockups",
        *MAIL["to"],
        *MAIL["cc"],
        *MAIL["bcc"],
        "notes.txt (text/plain, 48 kB)",
        "The last line.",
        "This can't be undone.",
    ):
        assert text in shown
    assert shown.count("long") == 60


@pytest.mark.parametrize("shown_in", PLACES)
def test_a_reply_says_what_it_answers_and_when_it_goes_out(shown_in, approval, new_york):
    shown = shown_in(approval("reply_to_email"), new_york)
    assert "Ana: Mockups (Thu 19 Nov 2026, 02:00)" in shown
    assert "Sat 21 Nov 2026, 02:00" in shown


@pytest.mark.parametrize("shown_in", PLACES)
@pytest.mark.parametrize("action", PREVIEWS)
def test_every_kind_of_action_has_a_card(shown_in, action, approval, new_york):
    shown = shown_in(approval(action, warnings=("Think twice.",), revision=1), new_york)
    assert "Think twice." in shown
    assert "Asked again" in shown


@pytest.mark.parametrize("columns", [40, 60, 80, 140])
@pytest.mark.parametrize("action", PREVIEWS)
def test_a_card_is_as_wide_as_the_terminal(action, columns, approval, new_york):
    lines = at_a_terminal(approval(action), new_york, columns).splitlines()
    assert {len(line) for line in lines} == {columns}


@pytest.mark.parametrize("shown_in", PLACES)
def test_what_others_wrote_is_neither_markup_nor_control(shown_in, approval, new_york):
    mail = {
        **MAIL,
        "subject": "[red]Sale[/red] <script>alert(1)</script>\x1b[2J",
        "body": "\x1b]0;pwned\x07Hello \u202eevil\u202c &amp; :smile:",
    }
    shown = shown_in(approval("send_email", preview={"type": "mail", "mail": mail}), new_york)
    assert "[red]Sale[/red] <script>alert(1)</script>" in shown.replace("\n", "")
    assert ":smile:" in shown
    assert "evil" in shown
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}
    assert "invisible control characters" in shown


def test_html_of_others_never_becomes_html(approval, new_york):
    mail = {**MAIL, "subject": "<img src=x onerror=alert(1)>", "to": ['"><script>' + "@example.org"]}
    shown = web.approvals([approval("send_email", preview={"type": "mail", "mail": mail})], new_york)
    assert "<img" not in shown
    assert "<script" not in shown


def test_a_change_marks_the_fields_that_differ_and_only_those(approval, new_york):
    shown = cards.card(approval("update_calendar_event"), new_york)
    assert shown.heading == "Change the whole series"
    assert [row.label for row in shown.rows if is_changed(row)] == ["Where"]
    assert [(piece.text, piece.mark) for piece in shown.title] == [
        ("Design ", "same"),
        ("review", "gone"),
        ("critique", "new"),
    ]
    lines = in_a_pipe(approval("update_calendar_event"), new_york)
    assert "- Where:" in lines
    assert "[-review-]{+critique+}" in lines


def test_an_edited_mail_is_shown_as_a_word_difference(approval, new_york):
    before = approval("send_email")
    mail = {**MAIL, "body": MAIL["body"].replace("Tuesday", "noon"), "bcc": []}
    after = replace(before, preview={"type": "mail", "mail": mail})
    shown = difference(cards.card(before, new_york), cards.card(after, new_york))
    lines = "\n".join(plain.card(shown))
    assert "Send mail, edited" in lines
    assert "please look at them before [-Tuesday-]{+noon+}." in lines
    assert "- Bcc:" in lines
    assert "The last line." in lines


def test_an_unchanged_card_has_no_marks(approval, new_york, previews):
    for action in previews:
        if action != "update_calendar_event":
            shown = cards.card(approval(action), new_york)
            same = difference(shown, shown)
            assert not any(is_changed(row) for row in same.rows)
            assert same.rows == shown.rows


def test_hidden_text_is_marked_in_every_field_and_warned_of(approval):
    event = {
        **EVENT,
        "title": "Re\u200bview",
        "location": "Room" + " " * 40 + "Atlas",
        "description": "Notes\u2066\n\n\n\n\n\n\n\nbelow",
        "attendees": [{"name": "Ana\u202e", "email": "ana@x.example"}],
    }
    shown = in_a_pipe(approval(preview={"type": "event", "event": event}), None)
    for mark in ("Re⟨U+200B⟩view", "Room⟨40 spaces⟩Atlas", "Notes⟨U+2066⟩", "⟨7 empty lines⟩", "Ana⟨U+202E⟩"):
        assert mark in shown
    assert "! The text holds 3 invisible control characters" in shown
    assert "! The text holds white space that can't be seen" in shown
    files = [{"name": "a\u202egnp.exe", "type": "x/y", "size": 1}]
    mail = {**MAIL, "subject": "\u2063Hi", "attachments": files}
    shown = in_a_pipe(approval("send_email", preview={"type": "mail", "mail": mail}), None)
    assert "⟨U+2063⟩Hi" in shown
    assert "a⟨U+202E⟩gnp.exe" in shown


def test_what_a_mail_hides_that_is_only_moved_is_shown_and_not_warned_of(approval):
    mail = {**PREVIEWS["delete_email"]["mail"], "snippet": "Sale\u200c now"}
    asked = approval("delete_email", preview={**PREVIEWS["delete_email"], "mail": mail})
    shown = in_a_pipe(asked, None)
    assert "Sale⟨U+200C⟩ now" in shown
    assert "!" not in shown


def test_an_encoded_domain_is_shown_as_it_reads_beside_it(approval):
    mail = {**MAIL, "to": ["Jo <jo@xn--strae-oqa.example>"]}
    shown = in_a_pipe(approval("send_email", preview={"type": "mail", "mail": mail}), None)
    assert "Jo <jo@xn--strae-oqa.example> (reads jo@straße.example)" in shown
