"""Completion of the commands that begin with a slash."""

from collections.abc import Iterator, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document


class SlashCompleter(Completer):
    """Completes the first word of a command, with what it does beside it."""

    def __init__(self, commands: Sequence[tuple[str, str]]) -> None:
        self._commands = commands

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        text = document.text
        if not text.startswith("/") or " " in text:
            return
        for name, does in self._commands:
            if name.startswith(text.lower()):
                yield Completion(name, start_position=-len(text), display=name.strip(), display_meta=does)
