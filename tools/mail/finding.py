"""Which mail a tool is meant to act on: by its id, or by a subject that just one has."""

from tools.errors import ToolError, UnknownIdError
from tools.mail.addresses import label
from tools.mail.message import Envelope
from tools.mail.store import MailStore, Query
from tools.titles import WHOLE_CHARS, called

NEAREST, MOST = 5, 20


def find_mail(mailbox: MailStore, said: str) -> Envelope:
    """The mail with this id; a subject does for one where just one mail has it.

    Raises:
        ToolError: there is none; the message names the nearest ones with their ids.
        AmbiguousError: several ids begin so.
    """
    said = said.strip()
    if len(said) >= WHOLE_CHARS:
        try:
            return mailbox.envelope(said)
        except UnknownIdError:
            pass  # perhaps it is a subject
    page = mailbox.search(Query(subject=said), MOST) if said else None
    found = {mail.id: mail for mail in page.envelopes} if page else {}
    fits = [found[id] for id in called(said, {id: mail.subject for id, mail in found.items()})]
    if len(fits) == 1 and not (page and page.more):
        return fits[0]
    near = fits or mailbox.search(Query(), NEAREST).envelopes
    named = "; ".join(f"{mail.id} ({mail.subject!r} from {label(mail.sender)})" for mail in near[:NEAREST])
    raise ToolError(
        f"no mail has the id {said!r}; "
        + (f"give one of these: {named}" if named else "search_emails gives the ids")
    )
