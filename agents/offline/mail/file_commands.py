"""Instructions about the files that come with mails: read them, save them."""

from dataclasses import replace
from datetime import UTC, datetime

from agents.offline.mail.frames import ReadFile, SaveFile
from agents.offline.reading.frames import Frame
from agents.offline.reading.instructions import Instruction
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.question import Question
from agents.offline.reading.references import Quantity, Reference
from agents.offline.reading.tokens import Sort
from agents.offline.reading.words import EVENT_NOUNS, Domain

FILES = frozenset(
    "attachment attachments pdf file files document documents spreadsheet sheet attached csv docx "
    "xlsx".split()
)
"""What files are called, whatever is in them."""
_INTO = frozenset({"to", "into", "in", "under"})


def read_file(said: Instruction, i: int) -> ReadFile | None:
    """ "Read the attachment from Leo", "open the invoice from Hugo"."""
    while said.low(i) in {"me", "out", "through", "up"}:
        i += 1
    found = _file(said, i, said.end)
    if found is None:
        return None
    return ReadFile(*said.span, target=found[0], name=found[1], complete=True)


def file_question(question: Question) -> ReadFile | None:
    """ "What does the attachment from Leo say?", "what is in the file?", "read the attachment"."""
    said = Instruction(question.text, question.tokens, question.at, question.now or datetime.now(UTC))
    first, stop = question.at, question.end
    if said.verb in {"read", "open"}:
        return read_file(said, first + 1)
    if said.verb != "what":
        return None
    if said.low(first + 1) in {"does", "did"} and said.low(stop - 1) in {"say", "says", "contain"}:
        first, stop = first + 2, stop - 1
    elif said.low(first + 1) in {"is", "'s"} and said.low(first + 2) == "in":
        first = first + 3
    else:
        return None
    found = _file(said, first, stop)
    if found is None or not {said.low(j) for j in range(first, stop)} & FILES:
        return None
    return ReadFile(*said.span, target=found[0], name=found[1], complete=True)


def save_file(said: Instruction, i: int) -> Frame | None:
    """ "Save the attachment from Leo", "save the invoice from Hugo to ~/Bills"."""
    at = next((j for j in range(said.end - 1, i, -1) if said.low(j) in _INTO), said.end)
    folder = ""
    if at < said.end:
        first = at + 1 + (said.low(at + 1) in {"my", "the"})
        quoted = said.phrases.sort(first) is Sort.QUOTE
        folder = said.tokens[first].value if quoted else said.text[said.tokens[first].begin :].strip(" .!")
        folder = folder.removesuffix(" please").removesuffix(" folder")
        if folder.lower() in {"downloads", "documents", "desktop", "pictures"}:
            folder = f"~/{folder.capitalize()}"
        if not folder.startswith(("~", "/")):
            return None
    every = said.low(i) in {"all", "both"}
    found = _file(said, i + 2 if every and said.low(i + 1) == "of" else i, at)
    if found is None:
        return None
    frame = SaveFile(*said.span, target=found[0], name=found[1], folder=folder, complete=True)
    return replace(frame, every=every)


def _file(said: Instruction, i: int, stop: int) -> tuple[Reference, str] | None:
    """The mail that a file came with, and the words that name the file; None where no file is meant."""
    phrases = Phrases(said.tokens[:stop])
    target, after = phrases.reference(i, to_is_recipient=True)
    if target is None:
        return None
    is_file = target.noun in FILES
    words = " ".join(word for word in target.words.split() if word.lower() not in FILES)
    if is_file and after < stop and said.low(after) in {"of", "in", "to"}:
        # "The attachment of Leo's mail": the mail is named by itself.
        mail, beyond = phrases.reference(after + 1, to_is_recipient=True)
        if mail is None or said.leftovers(beyond, stop) or mail.domain not in (None, Domain.EMAIL):
            return None
        return replace(mail, domain=Domain.EMAIL, filters=replace(mail.filters, attached=True)), words
    if (
        said.leftovers(after, stop)
        or target.pronoun
        or target.domain is not None
        or target.noun in EVENT_NOUNS
    ):
        return None
    if not is_file and not (target.people and words):
        return None
    if is_file and not (target.people or target.times or target.about or words):
        # "The attachment": of the mail that was spoken of.
        spoken_of = Reference(Domain.EMAIL, target.begin, target.stop, pronoun=True, definite=True)
        return spoken_of, words
    files = replace(target.filters, attached=True)
    mail = replace(target, domain=Domain.EMAIL, noun="email", words="", filters=files, quantity=Quantity.ONE)
    return mail, words
