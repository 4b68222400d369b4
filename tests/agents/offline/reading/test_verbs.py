"""What each verb of the table asks for, and that every reader takes it from there."""

from datetime import timedelta

import pytest

from agents.offline.calendar.frames import CancelEvent, ChangeEvent, CreateEvent, MoveEvent, RenameEvent
from agents.offline.mail.frames import ArchiveMail, ForwardMail, ReplyToMail, SendMail
from agents.offline.reading.verbs import PHRASAL, TABLE, acts_of, verbs
from agents.offline.reading.words import Act
from tests.agents.offline.sentences import frame, frames, names, words
from tools.timewords.verbs import MOVING

HOUR = timedelta(hours=1)
MOVES = {
    "move": ("moved", 1),
    "reschedule": ("rescheduled", 1),
    "shift": ("shifted", 1),
    "push": ("pushed", 1),
    "bring": ("brought", 1),
    "bump": ("bumped", 1),
    "nudge": ("nudged", 1),
    "slide": ("slid", 1),
    "delay": ("delayed", 1),
    "postpone": ("postponed", 1),
    "defer": ("deferred", 1),
    "advance": ("advanced", -1),
    "pull": ("pulled", -1),
    "prepone": ("preponed", -1),
}


@pytest.mark.parametrize(("verb", "past", "way"), [(verb, *forms) for verb, forms in MOVES.items()])
def test_a_verb_moves_its_own_way_and_another_where_the_words_say_it(verb, past, way):
    assert frame(f"{verb} the review by an hour").shift == way * HOUR
    assert frame(f"the review should be {past} by an hour").shift == way * HOUR
    assert frame(f"{verb} the review an hour later").shift == HOUR
    assert frame(f"{verb} the review an hour earlier").shift == -HOUR


def test_every_verb_of_moving_is_tried_here():
    assert MOVES.keys() == {verb.word for verb in MOVING}


@pytest.mark.parametrize("verb", MOVES)
def test_every_verb_of_moving_takes_a_new_time(verb):
    found = frame(f"{verb} the review on Friday to Monday at 4pm")
    assert (type(found), words(found.target.times), words(found.times)) == (
        MoveEvent, ["on Friday"], ["Monday at 4pm"],
    )  # fmt: skip


@pytest.mark.parametrize("verb", MOVES)
def test_every_verb_of_moving_has_its_own_object(verb):
    assert [type(one) for one in frames(f"{verb} the review to 4 and the lunch to 2")] == [MoveEvent] * 2


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("push the review forward an hour", -1),
        ("bring the review forward an hour", -1),
        ("move the review up an hour", -1),
        ("push the review back an hour", 1),
        ("put the review off by an hour", 1),
        ("pull the review back an hour", -1),
        ("delay the review back an hour", 1),
        ("move the review back an hour earlier", -1),
        ("move the review up an hour later", 1),
    ],
)
def test_the_verb_comes_before_its_particle_and_a_comparison_before_both(text, way):
    assert frame(text).shift == way * HOUR


@pytest.mark.parametrize(("verb", "way"), [("extend", 1), ("lengthen", 1), ("shorten", -1)])
def test_a_length_grows_or_shrinks_by_its_verb(verb, way):
    found = frame(f"{verb} the review by an hour")
    assert (type(found), found.noun, found.shift) == (ChangeEvent, "length", way * HOUR)


@pytest.mark.parametrize(
    ("text", "comes", "goes"),
    [
        ("replace Ana by Ben in the review", "Ben", "Ana"),
        ("replace Ana with Ben in the review", "Ben", "Ana"),
        ("swap Ana for Ben in the review", "Ben", "Ana"),
        ("substitute Ben for Ana in the review", "Ben", "Ana"),
    ],
)
def test_the_preposition_says_who_comes_and_who_goes(text, comes, goes):
    found = frame(text)
    assert (names(found.people), names(found.leaving)) == ([comes], [goes])


@pytest.mark.parametrize("verb", ["reply", "respond", "write", "answer"])
def test_to_leads_to_whom_one_writes(verb):
    first, second = frames(f"cancel the review and {verb} to Ana saying it is off")
    assert type(first) is CancelEvent
    assert type(second) is (SendMail if verb == "write" else ReplyToMail)


@pytest.mark.parametrize(
    ("verb", "acts"),
    [
        ("update", [Act.TELL, Act.CHANGE]),
        ("drop", [Act.SEND, Act.UNINVITE, Act.CANCEL]),
        ("add", [Act.MARK, Act.INVITE, Act.CREATE]),
        ("set", [Act.MARK, Act.CHANGE, Act.CREATE]),
        ("pull", [Act.MOVE, Act.SEARCH]),
        ("zigzag", []),
    ],
)
def test_a_verb_that_may_ask_for_several_things_is_tried_in_the_order_of_the_table(verb, acts):
    assert list(acts_of(verb)) == acts


def test_no_verb_is_twice_in_the_table_for_one_act():
    listed = [(line.act, word) for line in TABLE for word in line.words.split(", ")]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("act", "kind", "rest"),
    [
        (Act.CREATE, CreateEvent, "lunch with Ana tomorrow at noon"),
        (Act.CANCEL, CancelEvent, "the review on Friday"),
        (Act.SEND, SendMail, "Ana an email saying 'hello'"),
        (Act.FORWARD, ForwardMail, "the last email from Ana to Ben"),
        (Act.ARCHIVE, ArchiveMail, "the emails from Ana"),
        (Act.RENAME, RenameEvent, "the review to 'Talk'"),
    ],
)
def test_every_verb_of_a_line_asks_for_what_the_line_says(act, kind, rest):
    # These are read as other things before, or need another object.
    otherwise = set("start begin note have make set write compose message drop get".split())
    read = {verb: [type(found) for found in frames(f"{verb} {rest}")] for verb in verbs(act) - otherwise}
    assert read == {verb: [kind] for verb in read}


@pytest.mark.parametrize(
    ("words", "act"), [(words, act) for words, act in PHRASAL.items() if act in (Act.CANCEL, Act.CREATE)]
)
def test_verbs_of_several_words_ask_for_what_their_line_says(words, act):
    rest = "the review on Friday" if act is Act.CANCEL else "a review on Friday at 9"
    assert type(frame(f"{' '.join(words)} {rest}")) is (CancelEvent if act is Act.CANCEL else CreateEvent)
