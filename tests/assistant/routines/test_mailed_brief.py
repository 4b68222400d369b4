"""The brief as a mail to oneself: what its card says, who gets it, and how often."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from assistant.contract import Decision
from assistant.pages.brief import brief
from assistant.routines.mailed_brief import mail_brief
from assistant.schedules.routine import RunState
from tests.assistant.routines.conftest import Place, sample_place

POST = 'file=$(mktemp -u "$1/XXXXXXXXXX")\ncat > "$file.part"\nmv "$file.part" "$file.eml"\n'
ME = "sam@larkspur.example"


class Posted(Place):
    """A place whose mails leave by a program that puts each into a folder."""

    spool: Path

    def mails(self):
        found = [message_from_bytes(path.read_bytes(), policy=default) for path in self.spool.glob("*.eml")]
        return sorted(found, key=lambda mail: mail["Date"].datetime)


@pytest.fixture
def posted(tmp_path, monkeypatch) -> Iterator[Posted]:
    monkeypatch.chdir(tmp_path)
    sample_place(tmp_path).assistant.close()
    (tmp_path / "post.sh").write_text(POST)
    spool = tmp_path / "spool"
    spool.mkdir()
    place = Posted(tmp_path / "home", outbox=f"sh {tmp_path / 'post.sh'} {spool}", hold_s=0)
    place.spool = spool
    yield place
    place.assistant.close()


def test_each_morning_one_mail_goes_to_oneself_with_each_line_and_its_id(posted):
    [card] = posted.say("Mail me my brief every morning at 7").approvals
    assert card.preview["each_run"] == (
        f"mails it to {ME}, your own address, without asking; it changes nothing else"
    )
    assert card.warnings == ()
    [id] = [effect.key for effect in posted.assistant.decide({card.id: Decision.approve()}).effects]
    assert posted.at("2026-12-01T06:59") == [] and posted.mails() == []
    posted.now += timedelta(minutes=1)
    assert posted.at(timedelta()) == [f"The brief was mailed to {ME}."]
    page = brief(posted.home, posted.now.date())
    [mail] = posted.mails()
    assert (mail["To"], mail["Subject"]) == (f"Sam Reed <{ME}>", "Brief for Tue 1 Dec 2026")
    text = mail.get_content()
    lines = [line for section in page.sections for line in section.lines]
    assert len(lines) > 5
    assert [line for line in lines if f"{line.id:<12}  {line.text}" not in text] == []
    assert f"From your routine 'Brief' ({id})." in text
    assert not posted.assistant.pending()
    posted.at("2026-12-02T07:00")
    assert [mail["Subject"] for mail in posted.mails()][1:] == ["Brief for Wed 2 Dec 2026"]


def test_a_run_that_is_begun_again_mails_what_was_written_down_and_no_more(posted):
    id = posted.make("Mail me my brief every morning at 7")
    posted.now += timedelta(days=1)
    book = posted.home.routines.book
    book.take_up()
    with book.next_run() as taken:
        for _ in range(2):
            assert mail_brief(posted.home, *taken) == (RunState.DONE, f"The brief was mailed to {ME}.")
            posted.now += timedelta(hours=1)
    assert len(posted.mails()) == 1
    assert [effect.state for effect in posted.home.effects.list() if effect.action == "mail_brief"] == [
        "done"
    ]
    assert book.get(id).state == "active"


def test_an_address_that_is_nobodys_any_more_gets_none(posted, tmp_path):
    posted.make("Mail me my brief every morning at 7")
    outbox = posted.home.settings.outbox
    posted.assistant.close()
    later = Posted(tmp_path / "home", outbox=outbox, hold_s=0, user_email="sam@new.example")
    later.spool = posted.spool
    assert later.at("2026-12-01T07:00") == [f"Not mailed: {ME} is no address of yours any more."]
    assert later.mails() == []
    later.assistant.close()


def test_without_an_address_of_ones_own_none_is_made(posted, tmp_path):
    outbox = posted.home.settings.outbox
    posted.assistant.close()
    nobody = Posted(tmp_path / "home", outbox=outbox, user_email="me@localhost")
    turn = nobody.say("Mail me my brief every morning at 7")
    assert not turn.approvals and "ASSISTANT_USER_EMAIL" in turn.reply
    nobody.assistant.close()


def test_where_no_mail_leaves_the_card_says_so(place):
    [card] = place.say("Mail me my brief every morning at 7").approvals
    assert card.warnings == (
        "No mail server is configured: the mails stay in Sent, and do not leave this machine.",
    )


def test_it_can_be_shown_instead_and_mailed_again(posted):
    posted.make("Mail me my brief every morning at 7")
    posted.say("Show me the brief here instead of mailing it", approve="all")
    [told] = posted.at("2026-12-01T07:00")
    assert told.startswith("Tue 1 Dec 2026") and posted.mails() == []
    posted.say("Send me the brief by mail from now on", approve="all")
    posted.at("2026-12-02T07:00")
    assert len(posted.mails()) == 1


def test_a_brief_that_was_mailed_is_no_line_of_the_next(posted):
    posted.make("Mail me my brief every morning at 7")
    posted.at("2026-12-01T07:00")
    page = brief(posted.home, posted.now.date())
    assert not [line for section in page.sections for line in section.lines if "Brief for" in line.text]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Every weekday at 8, brief me by mail", "every weekday at 08:00"),
        ("email me my daily briefing at 7:30", "every day at 07:30"),
        ("Mail me the brief tomorrow at 7", "Tue 1 Dec 2026, 07:00"),
        ("Mail me the brief in two hours", "Mon 30 Nov 2026, 11:00"),
        ("Send the brief to my inbox every Monday at 6am", "every Monday at 06:00"),
    ],
)
def test_it_is_said_in_these_ways(posted, said, when):
    [card] = posted.say(said).approvals
    assert card.preview["when"] == when and ME in card.preview["each_run"]


def test_for_once_and_at_once_it_is_said_how(posted):
    assert "say when" in posted.say("Mail me my brief").reply


def test_to_somebody_else_it_is_not_mailed(posted):
    turn = posted.say("Mail Ana my brief every morning at 7")
    assert not [one for one in turn.approvals if one.preview.get("each_run", "").startswith("mails it")]
