"""What is said of contacts, as the request that their agent is handed; who wrote a mail is found first."""

from agents.offline.asking.messages import Request
from agents.offline.asking.questions import QuestionError, UnableError
from agents.offline.asking.script import Call, Part, Script
from agents.offline.contacts.domain import TOOL
from agents.offline.contacts.wishes import Save, SaveSender, Wish, wish_in
from agents.offline.reading.words import Domain
from agents.offline.supervising.errands import errand
from agents.offline.supervising.outcomes import spoken
from tools.people.contacts import Address


def contact_wish(request: Request) -> Wish | None:
    """What is wanted of the contacts; None where that is nothing, or there is no such agent."""
    return wish_in(request.text) if TOOL in request.offered else None


def contact_work(wish: Wish, request: Request) -> Script:
    """Has it done.

    Raises:
        UnableError: it isn't found who is meant.
        QuestionError: several people are.
    """
    text = request.text
    if isinstance(wish, SaveSender):
        address = yield from _sender(wish.mail)
        text = f"Save the contact {address.name or address.email.partition('@')[0]}, {address.email}"
    elif isinstance(wish, Save) and not (wish.email or wish.phone or wish.birthday):
        # Who has written is known by their mails.
        found = spoken((yield [errand(Domain.EMAIL, f"Find the last mail from {wish.name}")]))
        fits = [one for one in map(Address.parse, found.people) if one and _called(one, wish.name)]
        if len({one.key for one in fits}) == 1:
            text = f"Save the contact {fits[0].name or wish.name}, {fits[0].email}"
    return spoken((yield [Call(TOOL, {"request": text})])).text


def _sender(mail: str) -> Part[Address]:
    said = mail if "mail" in mail.lower() or "message" in mail.lower() else f"the last mail from {mail}"
    found = spoken(
        (yield [errand(Domain.EMAIL, f"Find {said}", context=said.lower() in ("it", "that mail"))])
    )
    fits = [one for one in map(Address.parse, found.people) if one]
    if not fits:
        raise UnableError(f"{found.text} So nobody was saved.")
    if len({one.key for one in fits}) > 1:
        raise QuestionError(f"Whose mail do you mean? {found.text}")
    return fits[0]


def _called(address: Address, name: str) -> bool:
    return {*name.casefold().split()} <= {*address.name.casefold().split()}
