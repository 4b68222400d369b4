"""Of any value: what only a mail says is never called the person's, and what the person says always is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.provenance.conversation import NOW, Conversation
from tools.provenance.origin import Origin
from tools.timewords import find

EXAMPLES = settings(max_examples=25, deadline=None)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.text(LETTERS, min_size=3, max_size=9).filter(lambda word: not any(find(word, now=NOW)))
"""Of no time: "jul Monday, 23 November" is another day than that Monday."""
SAID = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ADDRESSES = st.builds("{}@{}.example".format, WORDS, WORDS)
LINKS = st.builds("https://{}.example/{}".format, WORDS, WORDS)
AMOUNTS = st.integers(1_000, 99_999).map(str)
SENTENCES = st.lists(WORDS, min_size=6, max_size=12, unique=True).map(" ".join)
MOMENTS = st.integers(1, 300).map(lambda quarters: NOW + timedelta(minutes=30 * quarters))


def looked_up(say: str, read: str, ask: Callable[[Conversation], tuple[Origin, ...]]) -> tuple[Origin, ...]:
    with TemporaryDirectory() as folder:
        talk = Conversation(Path(folder))
        talk.say(say)
        talk.read(f"Dear Sam, {read}, please.")
        origins = ask(talk)
        talk.database.close()
    return origins


def whose(origins: tuple[Origin, ...], argument: str, value: str) -> set[str]:
    return {origin.source for origin in origins if origin.argument == argument and value in origin.value}


@EXAMPLES
@given(said=SAID, address=ADDRESSES)
def test_an_address(said: str, address: str) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.mail(address, body=f"Write to {address}")

    mails = looked_up(said, address, ask)
    assert whose(mails, "to.0", address) == whose(mails, "body", address) == {"mail"}
    own = looked_up(f"{said} {address}", address, ask)
    assert whose(own, "to.0", address) == whose(own, "body", address) == {"user"}


@EXAMPLES
@given(said=SAID, link=LINKS)
def test_a_link(said: str, link: str) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.mail(body=f"See {link}.")

    assert whose(looked_up(said, link, ask), "body", link) == {"mail"}
    assert whose(looked_up(f"{said} {link}", link, ask), "body", link) == {"user"}


@EXAMPLES
@given(said=SAID, amount=AMOUNTS)
def test_an_amount(said: str, amount: str) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.call(amount=int(amount), note=f"{amount} euros")

    mails = looked_up(said, f"{amount} euros", ask)
    assert whose(mails, "amount", amount) == whose(mails, "note", amount) == {"mail"}
    own = looked_up(f"{said} {amount} euros", f"{amount} euros", ask)
    assert whose(own, "amount", amount) == whose(own, "note", amount) == {"user"}


@EXAMPLES
@given(said=SAID, sentence=SENTENCES)
def test_a_sentence(said: str, sentence: str) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.mail(body=f"Hello. {sentence}. Bye.")

    marked = [one for one in looked_up(said, sentence, ask) if one.argument == "body"]
    assert {one.source for one in marked} <= {"mail"}
    if set(said.split()).isdisjoint(sentence.split()):
        assert [one.value for one in marked] == [sentence]
    assert looked_up(f"{said} {sentence}", sentence, ask)[1:] == ()


@EXAMPLES
@given(said=SAID, title=WORDS)
def test_a_title(said: str, title: str) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.event(title)

    marked = whose(looked_up(said, title, ask), "title", title)
    assert marked <= {"mail"}
    assert whose(looked_up(f"{said} {title}", title, ask), "title", title) == set()


@EXAMPLES
@given(said=SAID, moment=MOMENTS)
def test_a_time(said: str, moment: datetime) -> None:
    def ask(talk: Conversation) -> tuple[Origin, ...]:
        return talk.event(start=moment.isoformat(), end=(moment + timedelta(minutes=25)).isoformat())

    for words in (f"{moment:%A, %d %B %Y at %H:%M}", moment.isoformat(), f"{moment:%d %B} {moment:%I:%M %p}"):
        assert whose(looked_up(said, words, ask), "start_time", "") == {"mail"}, words
        assert whose(looked_up(f"{said} {words}", words, ask), "start_time", "") == {"user"}, words
