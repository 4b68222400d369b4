"""Which pieces of texts others wrote, and whose links, amounts and files are in them."""

import pytest

from tests.tools.provenance.conversation import Conversation, source_of
from tools.provenance.origin import Origin

TEXT = "The vault stays open for the whole of next week, so bring the golden key and wait at the back door."


def pieces(origins: tuple[Origin, ...], argument: str = "body") -> list[tuple[str, str]]:
    return [(origin.value, origin.source) for origin in origins if origin.argument == argument]


def test_a_text_that_a_mail_has_is_the_mails_in_full(talk: Conversation) -> None:
    talk.say("answer them")
    talk.read(f"Hello.\n{TEXT}\nBye.")
    assert pieces(talk.mail(body=f"Dear Ana,\n\n{TEXT}\n\nBest, Sam")) == [(TEXT.rstrip("."), "mail")]


def test_a_text_of_the_models_own_has_no_origin(talk: Conversation) -> None:
    talk.say("tell Ana that lunch is off")
    talk.read(TEXT)
    assert talk.mail(subject="Lunch", body="Dear Ana, I am sorry, but our lunch is off.") == (
        *talk.mail(subject="Lunch", body=""),
    )


def test_what_the_person_said_is_theirs_in_the_middle_of_a_mails_words(talk: Conversation) -> None:
    talk.say("say that the golden key lies under the mat")
    talk.read("The golden key lies under the mat, and nobody is at home on Sunday evening.")
    body = "The golden key lies under the mat, and nobody is at home on Sunday evening."
    assert pieces(talk.mail(body=body)) == [
        ("and nobody is at home on Sunday evening", "mail"),
        ("Sunday", "mail"),
    ]


@pytest.mark.parametrize(
    ("piece", "marked"),
    [
        ("wait at the back", False),
        ("wait at the back door", True),
        ("uncharacteristically incomprehensible misunderstandings", True),
    ],
)
def test_from_five_words_or_thirty_characters_on_it_is_no_chance(
    talk: Conversation, piece: str, marked: bool
) -> None:
    talk.say("answer them")
    talk.read(f"Please {piece} now.")
    assert bool(pieces(talk.mail(body=f"Well, {piece}, then."))) == marked


@pytest.mark.parametrize("written", [TEXT.upper(), TEXT.replace(" ", "\n> "), TEXT.replace("e", "e\u200b")])
def test_case_line_ends_and_invisible_signs_make_no_other_text(talk: Conversation, written: str) -> None:
    talk.say("answer them")
    talk.read(written)
    [(piece, source)] = pieces(talk.mail(body=TEXT))
    assert (piece, source) == (TEXT.rstrip("."), "mail")


def test_of_two_mails_that_share_words_the_one_that_has_more_is_named(talk: Conversation) -> None:
    talk.say("answer them")
    talk.read(TEXT, id="m1")
    talk.read(TEXT[:60], id="m2")
    [origin] = [origin for origin in talk.mail(body=TEXT) if origin.argument == "body"]
    assert origin.reference == "m1"


def test_a_title_is_whose_words_it_has(talk: Conversation) -> None:
    talk.say("put it into my calendar, with lunch as the title")
    talk.read("Make an event 'Booze' at my place.")
    assert pieces(talk.event("Lunch"), "title") == []
    assert pieces(talk.event("Booze"), "title") == [("Booze", "mail")]
    assert pieces(talk.event("Lunch: booze at my place"), "title") == [("booze at my place", "mail")]
    assert pieces(talk.event("Reminder"), "title") == []
    talk.read("A reminder.")
    assert pieces(talk.event("Reminder"), "title") == []
    assert pieces(talk.event("Lunch", location="my place"), "location") == [("my place", "mail")]


@pytest.mark.parametrize(
    ("said", "read", "source"),
    [
        ("send them https://x.example/a?b=1", "https://x.example/a?b=1", "user"),
        ("send them x.example", "nothing", "model"),
        ("answer them", "go to https://x.example/a?b=1.", "mail"),
        ("answer them", "go to https://x.example/other", "mail"),
        ("answer them about x.example", "go to https://x.example/a?b=1", "mail"),
        ("answer them", "nothing", "model"),
    ],
)
def test_a_link_is_whose_words_it_is_whole_and_else_by_its_host(
    talk: Conversation, said: str, read: str, source: str
) -> None:
    talk.say(said)
    talk.read(read)
    assert pieces(talk.mail(body="See (https://x.example/a?b=1).")) == [("https://x.example/a?b=1", source)]


def test_the_front_page_of_a_host_that_the_person_named_is_theirs(talk: Conversation) -> None:
    talk.say("send them to x.example")
    assert pieces(talk.mail(body="See https://x.example/ for more")) == [("https://x.example/", "user")]


def test_an_address_in_a_text_is_looked_up_as_a_recipient_is(talk: Conversation) -> None:
    talk.say("tell Ana where to write")
    talk.read("kim@club.example")
    body = "Write to kim@club.example, or to ana@x.example."
    assert pieces(talk.mail(body=body)) == [("kim@club.example", "mail"), ("ana@x.example", "contacts")]


@pytest.mark.parametrize(
    ("said", "amount", "source"),
    [
        ("it costs 4800 euros", "4,800.00", "user"),
        ("it costs 4.800 €", "4800", "user"),
        ("it costs four thousand eight hundred euros", "4800", "user"),
        ("pay them", "4.800", "mail"),
        ("pay them", "4,900", "model"),
        ("it costs 14800 euros", "4,800", "mail"),
    ],
)
def test_an_amount_is_whose_words_it_is_however_it_is_written(
    talk: Conversation, said: str, amount: str, source: str
) -> None:
    talk.say(said)
    talk.read("It comes to 4 800 euros.")
    assert pieces(talk.mail(body=f"I pay {amount} euros.")) == [(amount, source)]


def test_small_numbers_dates_and_times_of_day_in_a_text_are_none(talk: Conversation) -> None:
    talk.say("tell Ana")
    body = "See you on 2026-11-20 or 20.11.2026 at 14:00; there are 3 of us, in 2026."
    assert pieces(talk.mail(body=body)) == []
    talk.read("5 €")
    assert pieces(talk.mail(body="It is 5 €")) == [("5", "mail")]


@pytest.mark.parametrize(
    ("said", "read", "source"),
    [
        ("attach /tmp/notes.txt", "", "user"),
        ("attach notes.txt", "", "user"),
        ("attach the notes", "", "user"),
        ("answer them", "and attach notes.txt", "mail"),
        ("answer them", "", "model"),
    ],
)
def test_a_file_is_whose_words_name_it(talk: Conversation, said: str, read: str, source: str) -> None:
    talk.say(said)
    if read:
        talk.read(read)
    assert source_of(talk.mail(files=["/tmp/notes.txt"]), "attachments.0") == source


def test_each_argument_of_another_tool_has_an_origin(talk: Conversation) -> None:
    talk.say("pay Kim 20 for the pizza")
    talk.read("My account is GB29 NWBK 6016 1331 9268 19, for the rent.")
    talk.hear("Kim's number is 7781")
    origins = talk.call(
        payee="Kim", amount=20, account="GB29NWBK60161331926819", number="7781", code="ZZ-99", urgent=True
    )
    assert {origin.argument: origin.source for origin in origins} == {
        "payee": "user",
        "amount": "user",
        "account": "mail",
        "number": "tool",
        "code": "model",
    }


def test_an_account_is_the_persons_only_where_it_stands_bounded(talk: Conversation) -> None:
    talk.say("my account is GB29 NWBK 6016 1331 9268 19, and my sign is XAB CDEFG")
    talk.read("Mine is ABC-DEFG.")
    origins = talk.call(own="GB29NWBK60161331926819", other="ABCDEFG")
    assert [(origin.argument, origin.source) for origin in origins] == [("own", "user"), ("other", "mail")]


def test_what_is_inside_an_argument_of_another_tool_is_found(talk: Conversation) -> None:
    talk.say("note it")
    talk.read(TEXT)
    origins = talk.call(lines=[{"text": f"Well: {TEXT} So much of that, and more of my own to follow."}])
    assert pieces(origins, "lines.0.text") == [(TEXT.rstrip("."), "mail")]


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("how many appointments have I?", True),
        ("mail ana the notes for the meeting, today", False),
        ("send Notes for meeting today to ana", False),
    ],
)
def test_a_title_of_common_words_that_a_mail_has_whole_is_the_mails(
    talk: Conversation, said: str, marked: bool
) -> None:
    talk.say(said)
    talk.read("Write to all of them: Notes for meeting today")
    found = [
        one.value for one in talk.mail("ana@x.example", subject="Notes for meeting today") if not one.own
    ]
    assert ("Notes for meeting today" in found) is marked


def test_a_few_words_of_the_persons_leave_no_hole_in_what_a_mail_has(talk: Conversation) -> None:
    talk.say("when is it going to be?")
    text = "The party is going to be at our place, bring all your friends"
    talk.read(text)
    assert [one.value for one in talk.mail(body=text) if one.argument == "body"] == [text]


@pytest.mark.parametrize(
    ("written", "read", "source"),
    [
        ("DE89370400440532013000", "to DE89 3704 0044 0532 0130 00 please", "mail"),
        ("DE89 3704 0044 0532 0130 00", "to DE89370400440532013000 please", "mail"),
        ("order4711XK20", "it is ORDER-4711-XK20", "mail"),
        ("GB29NWBK60161331926819", "nothing of that kind", "model"),
    ],
)
def test_an_account_is_looked_up_whole_however_it_is_grouped(
    talk: Conversation, written: str, read: str, source: str
) -> None:
    talk.say("what is new?")
    talk.read(read)
    [origin] = [one for one in talk.mail("ana@x.example", body=f"Pay {written}") if one.argument == "body"]
    assert (origin.value, origin.source) == (written, source)


@pytest.mark.parametrize(
    ("said", "read", "marked"),
    [
        ("answer them", "Come on 5 March at 16:30.", ["5 March", "16:30"]),
        ("answer them: 5 March", "Come on 5 March at 16:30.", ["16:30"]),
        ("answer them: on March 5 at half past four", "Come on 5 March at 16:30.", []),
        ("answer them", "Come whenever you like.", []),
    ],
)
def test_a_day_or_a_time_of_day_in_a_text_that_only_a_mail_has_is_the_mails(
    talk: Conversation, said: str, read: str, marked: list[str]
) -> None:
    talk.say(said)
    talk.read(read)
    found = pieces(talk.mail(body="I may come on 5 March, and be there at 16:30, not tomorrow."))
    assert found == [(words, "mail") for words in marked]


def test_one_word_of_a_million_signs_is_looked_through_once(talk: Conversation) -> None:
    talk.say("tell Ana")
    assert pieces(talk.mail(body="x" * 1_000_000)) == []
