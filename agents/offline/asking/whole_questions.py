"""Whether an answer may be given: there is a yes, a no or a "none" only to what was read to its last word."""

from collections.abc import Callable
from dataclasses import replace

from agents.offline.asking.answer import Answer, in_words
from agents.offline.asking.questions import UnableError
from agents.offline.asking.script import Script
from agents.offline.reading.frames import Enquiry, Frame, Listing
from agents.offline.reading.references import Quantity
from agents.offline.reading.words import NEGATIONS

_MOST_LEFT_OUT = 2
"""Of more words, what is left is another question; without a "not", it is the opposite one."""


def answered(frame: Frame, carry_out: Callable[[Frame], Script | None]) -> Script:
    """What comes of a frame. A question of which words are left is answered without them, and says so.

    Raises:
        UnableError: too much of it isn't understood, or what is asked can't be answered in part.
    """
    left = _left(frame)
    if not left:
        script = carry_out(frame)
        assert script is not None, "whether it can be carried out was asked before"
        return (yield from script)
    words = " ".join(left)
    turned = not NEGATIONS.isdisjoint(map(str.lower, left))
    unread = UnableError(
        f"I don't understand '{words}' in this question, so I can't answer it. Please ask it differently."
    )
    if not isinstance(frame, Listing) or len(left) > _MOST_LEFT_OUT or turned or not _selects(frame):
        raise unread
    script = carry_out(replace(frame, asked="what"))
    assert script is not None, "whether it can be carried out was asked before"
    answer = in_words((yield from script))
    if answer.met is False:
        # "Did I cancel the dentist", read as a look at what has been: that there is none is no answer to it.
        raise unread
    told = f"I left out '{words}', which I don't understand. Without it: {answer.text}"
    return Answer(told, things=answer.things, people=answer.people, more=answer.more)


def _left(frame: Frame) -> tuple[str, ...]:
    """The words of a question, or of an instruction to look, that nothing has read."""
    if not isinstance(frame, Enquiry):
        return ()
    return frame.claims.left or (() if frame.claims.read else frame.leftovers)


def _selects(frame: Listing) -> bool:
    """Whether what was understood picks something out, so that it is worth telling."""
    ref = frame.target
    if ref is None or (ref.pronoun and not ref.handle) or ref.vague:
        return False
    # "My next doctor's appointment", of which only the appointment was read: any other would be told of.
    return not (ref.quantity is Quantity.ONE and ref.generic and not (ref.people or ref.times))
