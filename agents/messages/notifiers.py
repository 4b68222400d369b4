"""Ways to be told of a message elsewhere: a bell, a command, a web address. Subscribers like any other."""

import os
import shlex
import shutil
import subprocess
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from agents.messages.bus import Subscription
from agents.messages.journal import Journal
from agents.messages.message import Message
from tools.errors import PassingError, SettingsError
from tools.plain_http import readable_host

TIMEOUT_S = 10.0
Notifier = Callable[[Message], object]


def bell(stream: TextIO) -> Notifier:
    """Rings the terminal's bell."""

    def ring(_: Message) -> None:
        stream.write("\a")
        stream.flush()

    return ring


def command(line: str, *, content: bool = False) -> Notifier:
    """Runs a command, without a shell; the message is its environment and, as JSON, its input.

    With `content`, what it says is the last argument, too.

    `ASSISTANT_MESSAGE_TYPE`, `_SENDER`, `_RECIPIENT`, `_CONTENT`, `_CONVERSATION` and `_LINK` are set.

    Raises:
        SettingsError: there is no command in `line`.
    """
    words = shlex.split(line)
    if not words:
        raise SettingsError("an empty command can't be run as a notification")

    def run(message: Message) -> None:
        about = {
            "TYPE": message.type,
            "SENDER": message.sender,
            "RECIPIENT": message.recipient,
            # No environment takes a zero byte.
            "CONTENT": message.content.replace("\0", ""),
            "CONVERSATION": message.conversation_id,
            "LINK": message.metadata.get("link", ""),
        }
        environment = {**os.environ, **{f"ASSISTANT_MESSAGE_{name}": value for name, value in about.items()}}
        try:
            done = subprocess.run(
                [*words, about["CONTENT"]] if content else words,
                input=message.json_line(),
                env=environment,
                text=True,
                capture_output=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PassingError(f"{words[0]} can't be run: {error}") from error
        if done.returncode:
            raise PassingError(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()[:200]}")

    return run


def desktop() -> Notifier:
    """Shows the message as the desktop's own notification, by `notify-send` or `osascript`.

    Raises:
        SettingsError: there is neither here.
    """
    if shutil.which("notify-send"):
        return command("notify-send -a Assistant -- Assistant", content=True)
    if shutil.which("osascript"):
        script = 'on run argv\ndisplay notification (item 1 of argv) with title "Assistant"\nend run'
        return command(shlex.join(["osascript", "-e", script]), content=True)
    raise SettingsError("there is no notify-send and no osascript here; name a command for 'desktop'")


def webhook(url: str) -> Notifier:
    """Posts the message as JSON to `url`; a redirect or an error is a failure.

    Raises:
        SettingsError: `url` has no https, and is not of this machine.
    """
    if readable_host(url):
        raise SettingsError(f"a webhook needs https, or an address of this machine: {url}")

    def post(message: Message) -> None:
        request = urllib.request.Request(
            url, message.json_line().encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S):
                pass
        except urllib.error.HTTPError as refusal:
            # It is the server's answer too, with an open connection.
            refusal.close()
            raise PassingError(f"{url} answered {refusal.code}") from refusal
        except OSError as error:
            raise PassingError(f"{url} did not take it: {error}") from error

    return post


def subscribe_notifiers(
    journal: Journal,
    wanted: Mapping[str, Sequence[str]],
    terminal: TextIO,
    link: Callable[[str], str | None] = lambda _: None,
) -> tuple[Subscription, ...]:
    """The subscriptions that the settings name: by pattern `bell`, `desktop`, a web address, or a command.

    `{"type:approval": ["bell", "notify-send Assistant"], "type:error": ["https://example.com/hook"]}`
    `link` gives the address where the approval of an id can be answered, which its message then names.

    Raises:
        InputError, SettingsError: a pattern or a notifier can't be used.
    """

    def linked(message: Message) -> Message:
        approval = message.metadata.get("approval")
        address = link(str(approval)) if approval else None
        if address is None:
            return message
        return message.model_copy(update={"metadata": {**message.metadata, "link": address}})

    return tuple(
        journal.subscribe(pattern, _notifier(named, terminal), transform=linked, name=f"{pattern} → {named}")
        for pattern, notifiers in wanted.items()
        for named in notifiers
    )


def _notifier(named: str, terminal: TextIO) -> Notifier:
    if named == "bell":
        return bell(terminal)
    if named == "desktop":
        return desktop()
    if named.startswith(("https://", "http://")):
        return webhook(named)
    return command(named)


class Metrics:
    """Counts messages by type, sender and recipient: subscribe it to `*`."""

    def __init__(self) -> None:
        self.by_type: Counter[str] = Counter()
        self.by_sender: Counter[str] = Counter()
        self.by_recipient: Counter[str] = Counter()

    def __call__(self, message: Message) -> None:
        self.by_type[message.type] += 1
        self.by_sender[message.sender] += 1
        self.by_recipient[message.recipient] += 1
