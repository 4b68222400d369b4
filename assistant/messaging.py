"""What of an assistant is for messages: who hears them, who sends them on, who takes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.home import Home

if TYPE_CHECKING:
    from agents.messages import Message
    from agents.messages.bus import DeadLetter, Subscription
    from agents.messages.handling import Handling, HandlingAgent
    from agents.messages.mailbox import Mailbox


class Messaging:
    """The part of `Assistant` that needs only the journal of its home."""

    home: Home

    def subscribe(
        self,
        pattern: str,
        handler: "Callable[[Message], object]",
        *,
        filter: "Callable[[Message], bool] | None" = None,
        transform: "Callable[[Message], Message] | None" = None,
        name: str = "",
    ) -> "Subscription":
        """Give `handler` every further message of this process that fits `pattern` and passes `filter`.

        `pattern` is `field:value` of type, sender, recipient, priority, conversation, run, with `*` and
        commas, several of which must all hold; or `*`. The handler is called in a thread of its own. When it
        raises, it is tried twice more; then the message is a dead letter under `name`. What is returned has
        `cancel`.

        Raises:
            InputError: it is no pattern.
        """
        return self.home.journal.subscribe(pattern, handler, filter=filter, transform=transform, name=name)

    def mailbox(self, name: str) -> "Mailbox":
        """What other programs on this home send to `name` from now on, and a pen to write from there."""
        from agents.messages.mailbox import Mailbox

        return Mailbox(self.home.journal, name)

    def agent(
        self, name: str, handlers: "Mapping[str, Handling]", capabilities: Sequence[str] = ()
    ) -> "HandlingAgent":
        """An agent that is code: `start` and `stop` it, or use it as a `with` block.

        `handlers` are by type of message (`task`, `request`, `notification`, …); what one returns for a task
        or request goes back to the sender. What it can do, others see in `agents`.

        Raises:
            InputError: there is no message of such a type.
        """
        from agents.messages.handling import HandlingAgent

        return HandlingAgent(self.mailbox(name), handlers, capabilities)

    def agents(self) -> dict[str, tuple[str, ...]]:
        """The agents of `agent` that have started and not stopped, in any process, and what each can do."""
        from agents.messages.handling import started_agents

        return started_agents(self.home.journal)

    def route(
        self,
        pattern: str,
        to: Sequence[str],
        *,
        filter: "Callable[[Message], bool] | None" = None,
        transform: "Callable[[Message], Message] | None" = None,
        name: str = "",
    ) -> "Subscription":
        """Send each further message that fits `pattern`, as in `subscribe`, to every mailbox of `to`.

        They get it as `transform` makes it; their copies name the message that they are of.

        Raises:
            InputError: it is no pattern, or nobody is named.
        """
        from agents.messages.routing import route

        return route(self.home.journal, pattern, to, filter=filter, transform=transform, name=name)

    def dead_letters(self) -> "tuple[DeadLetter, ...]":
        """The messages that a subscriber could not take, oldest first."""
        return self.home.journal.bus.dead_letters()

    def replay(self, no: int | None = None) -> int:
        """Give a dead letter, or all of them, to the subscribers of its name again; how many were.

        Raises:
            NotFoundError: there is no such dead letter, or nobody subscribes under its name.
        """
        return self.home.journal.bus.replay(no)
