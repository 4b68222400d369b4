"""Reading and saving the files that come with mails."""

from dataclasses import replace

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer, Thing
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, read, together, understood
from agents.offline.asking.script import Call, Part, Script
from agents.offline.asking.selection import Entry
from agents.offline.mail.frames import ReadFile, SaveFile
from agents.offline.mail.search import chosen, find
from agents.offline.reading.references import Quantity

SHOWN_CHARS = 4_000


def read_file(request: Request, frame: ReadFile) -> Script:
    """What a file says; of a long one its beginning."""
    mail, (name,) = yield from _found(request, frame)
    (result,) = yield [Call("read_attachment", {"email_id": mail["id"], "name": name})]
    if result.error:
        return result.text
    told = read(result)
    text = str(told.get("text", "")).strip() or "(no text)"
    more = "\n[it goes on]" if told.get("continues_at") or len(text) > SHOWN_CHARS else ""
    things = (Thing("email", id=str(mail["id"]), title=str(mail.get("subject", ""))),)
    return Answer(f"{name}, with {reports.mail(mail)}:\n\n{text[:SHOWN_CHARS]}{more}", things)


def save_file(request: Request, frame: SaveFile) -> Script:
    """Keep a file in a folder."""
    understood(frame)
    mail, names = yield from _found(request, frame)
    into = {"folder": frame.folder} if frame.folder else {}
    results = yield [
        Call("save_attachment", {"email_id": mail["id"], "name": name, **into}) for name in names
    ]
    return reports.report(results)


def _found(request: Request, frame: ReadFile | SaveFile) -> Part[tuple[Entry, list[str]]]:
    """The mail, and the name of its file; of all its files, where all are to be kept.

    Raises:
        UnableError: no such file came, or it isn't clear which one is meant.
    """
    target = frame.target
    assert target is not None  # both kinds name what they are about
    if target.handle:
        (result,) = yield [Call("read_email", {"email_id": target.handle})]
        mails = list(read(result).get("emails", []))
    elif frame.name:
        every = replace(target, quantity=Quantity.ALL, order=None)
        mails = (yield from find(request, every)).found
        named = [mail for mail in mails if _files(mail, frame.name)]
        mails = named or [mail for mail in mails if _says(str(mail.get("subject", "")), frame.name)]
        if not mails and not target.people:
            # "Leos attachment": whose it is, and not what it is called.
            mails = (yield from find(request, replace(every, words=frame.name))).found
    else:
        mails = yield from chosen(request, frame, default_order=-1)
    if not mails:
        raise UnableError(f"I found no file '{frame.name or 'attached'}' there, so nothing was done.")
    mail = mails[-1]
    files = _files(mail, frame.name) or [str(file["name"]) for file in mail.get("attachments", [])]
    if isinstance(frame, SaveFile) and frame.every and files:
        return mail, files
    if len(files) != 1:
        which = f"the files {together(files)}" if files else "no file"
        raise UnableError(f"There are {which} with it; please name one, so nothing was done.")
    return mail, files


def _files(mail: Entry, words: str) -> list[str]:
    """The names of its files that have these words."""
    names = [str(file["name"]) for file in mail.get("attachments", [])]
    return [name for name in names if words and _says(name, words)]


def _says(text: str, words: str) -> bool:
    return all(word.lower() in text.lower() for word in words.split())
