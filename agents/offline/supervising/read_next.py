""" "Next", after a mail was read: the one behind it."""

from agents.offline.asking.messages import Request
from agents.offline.mail.frames import ArchiveMail, DeleteMail, FileMail, ReadMail
from agents.offline.reading.understanding import understand
from tools.patterns import Spoken

_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PLACE = Spoken(rf"\b(?:{'|'.join(_ORDER[:-1])})\b")
_NEXT = Spoken(r"\bnext\b")


def next_to_read(request: Request) -> str:
    """The request that reads the mail behind the one that was read last; empty where none was, by its place.

    What was filed away since stands in no list any more: the next one has its place.
    """
    further = 1
    for line in reversed(request.history):
        if not line.by_user:
            continue
        frames = understand(line.text, request.now).frames
        if any(isinstance(frame, DeleteMail | ArchiveMail | FileMail) for frame in frames):
            further -= 1
        elif _NEXT.search(line.text) and not any(isinstance(frame, ReadMail) for frame in frames):
            further += 1
        elif frames and isinstance(frames[-1], ReadMail) and (said := _PLACE.search(line.text)):
            place = _ORDER.index(said[0].lower()) + further
            there = 0 <= place < len(_ORDER)
            return line.text[: said.start()] + _ORDER[place] + line.text[said.end() :] if there else ""
        else:
            return ""
    return ""
