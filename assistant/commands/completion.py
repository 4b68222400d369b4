"""The command `completion`: a script for a shell, made of the command line as it is."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command

SHELLS = ("bash", "zsh", "fish")


def add_command(add: "Add", top: argparse.ArgumentParser) -> None:
    """Put the command on the command line `top`, which its scripts are of."""
    completion = add("completion", run_completion, "a script that completes these commands in your shell")
    completion.add_argument("shell", choices=SHELLS)
    completion.set_defaults(top=top)


def run_completion(command: "Command") -> int:
    shell = command.options.shell
    words = dict(words_of(command.options.top))
    script = fish(words) if shell == "fish" else bash(words)
    if shell == "zsh":
        script = f"autoload -U +X bashcompinit && bashcompinit\n{script}"
    return command.show({"shell": shell, "script": script}, lambda _: command.write(script))


def words_of(top: argparse.ArgumentParser, so_far: str = "") -> Iterator[tuple[str, list[str]]]:
    """By what was typed already, as `threads` or nothing, what may follow: commands and options."""
    inside = _inside(top)
    options = [word for action in top._actions for word in action.option_strings if word.startswith("--")]
    yield so_far, [*inside, *dict.fromkeys(options)]
    for name, parser in inside.items():
        yield from words_of(parser, f"{so_far} {name}".strip())


def bash(words: dict[str, list[str]]) -> str:
    """For bash, and for zsh with bashcompinit."""
    cases = "\n".join(f"        '{path}') words='{' '.join(each)}' ;;" for path, each in words.items())
    return f"""_assistant() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" path="" word words=""
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$word" in -*) ;; *) path="${{path:+$path }}$word" ;; esac
    done
    while :; do
        case "$path" in
{cases}
        esac
        [ -n "$words" ] && break
        path="${{path% *}}"
    done
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -F _assistant assistant"""


def fish(words: dict[str, list[str]]) -> str:
    """For fish."""
    lines = ["complete -c assistant -f"]
    for path, each in words.items():
        if path:
            seen = "; and ".join(f"__fish_seen_subcommand_from {part}" for part in path.split())
        else:
            seen = "__fish_use_subcommand"
        lines += [
            f"complete -c assistant -n '{seen}' {f'-l {word[2:]}' if word.startswith('--') else f'-a {word}'}"
            for word in each
        ]
    return "\n".join(lines)


def _inside(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
