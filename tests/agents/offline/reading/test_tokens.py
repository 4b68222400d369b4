import pytest

from agents.offline.reading.tokens import Sort, tokenize
from tests.agents.offline.sentences import NOW


def quotes(text: str) -> list[str]:
    return [token.value for token in tokenize(text, NOW) if token.sort is Sort.QUOTE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("send 'Got it' to Ana", ["Got it"]),
        ('send "Got it" to Ana', ["Got it"]),
        ("send “Got it” to Ana", ["Got it"]),
        ("tell Ana I'm late and it's fine", []),
        ("the attendees' list", []),
        (
            "say 'I've read it, see Jones' notes' and title it 'Notes'",
            ["I've read it, see Jones' notes", "Notes"],
        ),
        (
            "say 'Starting on 'Wireframes' today' and title it 'Update'",
            ["Starting on 'Wireframes' today", "Update"],
        ),
    ],
)
def test_quotes_end_where_a_reader_ends_them(text, expected):
    assert quotes(text) == expected


def test_an_address_takes_the_name_before_it_and_no_more():
    tokens = tokenize("Email Ana Lima <ana@example.org> and ben@example.org today", NOW)
    assert [t.value for t in tokens if t.sort is Sort.ADDRESS] == [
        "Ana Lima <ana@example.org>",
        "ben@example.org",
    ]


@pytest.mark.parametrize(
    "text", ["push it by 2 hours", "move it two hours later", "bring it 2 hours forward"]
)
def test_how_far_something_is_moved_is_a_length_and_no_time_of_day(text):
    (moved,) = [token for token in tokenize(text, NOW) if token.sort is Sort.TIME]
    assert moved.time is not None
    assert moved.time.duration is not None
    assert moved.time.duration.total_seconds() == 7200


@pytest.mark.parametrize("text", ["the Year-End Review", "mails from Slow Trains Weekly"])
def test_names_that_sound_like_times_stay_names(text):
    assert not [token for token in tokenize(text, NOW) if token.sort is Sort.TIME]


def test_a_word_typed_twice_counts_once():
    assert [token.text for token in tokenize("get rid of of the the mail", NOW)] == [
        "get",
        "rid",
        "of",
        "the",
        "mail",
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("emial", "email"), ("cacnel", "cancel"), ("Shcedule", "schedule"), ("metting", "metting")],
)
def test_two_swapped_letters_are_put_right_in_words_of_ours(typed, meant):
    (token,) = tokenize(typed, NOW)
    assert (token.low, token.stop) == (meant, len(typed))


@pytest.mark.parametrize("word", ["deleted", "crate", "massage", "Brian", "Cheers", "EMIAL"])
def test_other_words_stay_as_they_are(word):
    (token,) = tokenize(word, NOW)
    assert token.text == word
