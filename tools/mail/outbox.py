"""Where a finished mail leaves from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Delivery(StrEnum):
    """What became of a mail for one address."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    """Not now; the same mail may be accepted later."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said about one recipient."""

    delivery: Delivery
    text: str = ""
    """The server's words, for a refusal."""

    def __str__(self) -> str:
        return self.text if self.delivery is Delivery.REFUSED and self.text else str(self.delivery)


def nothing() -> None:
    """Nobody needs to know."""


class Outbox(Protocol):
    """Sends mails. It doesn't file them: the copy in Sent is written by whoever sends."""

    note: str
    """What a person should know about every mail that goes out here; may be empty."""

    def destination_of(self, sender: str) -> str:
        """Where the mails of `sender` go, and as whom: `outbox:local`, `smtp:work@mail.example.org:587`."""
        ...

    def send(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,
    ) -> Mapping[str, Reply]:
        """Hand over `content`, byte for byte; what became of it for each of `recipients`.

        `handing_over` is called at the last moment at which it has certainly not gone out; what it raises
        stops it.

        Raises:
            PassingError: it didn't go out to anybody, and may later. With `uncertain`, nobody can say
                whether it did: the connection was lost after the message was handed over.
            FinalError: it went out to nobody, and will not as it is.
        """
        ...

    def knows(self, message_id: str) -> bool | None:
        """Whether a mail with this Message-ID has gone out; None: this outbox can't be asked that.

        Raises:
            PassingError: it can't be asked at the moment.
        """
        ...


class LocalOutbox:
    """The outbox of a home without a mail server: nothing leaves the machine."""

    note = "Saved to Sent; no mail server is configured, so it did not leave this machine."

    def destination_of(self, sender: str) -> str:  # noqa: ARG002 - the same for all
        return "outbox:local"

    def send(
        self,
        content: bytes,  # noqa: ARG002 - whoever sends files it
        sender: str,  # noqa: ARG002
        recipients: Sequence[str],
        *,
        handing_over: Callable[[], None] = nothing,  # noqa: ARG002 - nothing goes out
    ) -> Mapping[str, Reply]:
        return {recipient: Reply(Delivery.ACCEPTED) for recipient in recipients}

    def knows(self, message_id: str) -> bool | None:  # noqa: ARG002 - the same for all
        """False: what isn't in Sent has gone nowhere."""
        return False
