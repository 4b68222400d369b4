"""Sends what fits a pattern on to several, changed on the way."""

from collections.abc import Callable, Sequence

from agents.messages.bus import Subscription
from agents.messages.journal import Journal
from agents.messages.mailbox import NOTES
from agents.messages.message import Message, message_id
from tools.errors import InputError

MOST_HOPS = 12
"""A message that was handed on so often goes no further: routes may lead in a circle."""


def route(
    journal: Journal,
    wanted: str,
    to: Sequence[str],
    *,
    filter: Callable[[Message], bool] | None = None,
    transform: Callable[[Message], Message] | None = None,
    name: str = "",
) -> Subscription:
    """Send each further message that fits `wanted` and passes `filter` to every mailbox of `to`.

    What arrives is the message as `transform` makes it.
    The copies name the message that they are of (`metadata["broadcast"]`, `reply_to`). A message is sent on
    once by each route, however often it comes.

    Raises:
        InputError: `wanted` is no pattern, or nobody is named.
    """
    if not to:
        raise InputError("a route needs somebody to send to")
    title = name or f"{wanted} → {', '.join(to)}"

    def send_on(message: Message) -> None:
        if message.hops >= MOST_HOPS:
            return
        changed = transform(message) if transform else message
        for recipient in to:
            if recipient == message.recipient and message.conversation_id == NOTES:
                continue
            journal.record(
                changed.model_copy(
                    update={
                        "id": message_id("route", title, message.id, recipient),
                        "seq": 0,
                        "conversation_id": NOTES,
                        "run_id": "",
                        "recipient": recipient,
                        "reply_to": message.id,
                        "hops": message.hops + 1,
                        "metadata": {**changed.metadata, "broadcast": message.id, "route": title},
                        "timestamp": journal.clock(),
                    }
                )
            )

    return journal.subscribe(wanted, send_on, filter=filter, name=title)
