"""What the command line says of itself: examples that can be typed, and completion in three shells."""

import shlex
import shutil
import subprocess

import pytest

from assistant.commands.cli import main
from assistant.commands.completion import words_of
from assistant.commands.examples import EXAMPLES
from assistant.commands.parser import Parser, parse, parser
from tests.conftest import needs_program
from tools.errors import InputError

LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_an_example_is_a_command_line_of_its_command(
    name: str, line: str, capsys: pytest.CaptureFixture[str]
):
    words = line.removeprefix('eval "$(').removesuffix(')"').partition(" | ")[0]
    options = parser().parse_args(shlex.split(words)[1:])
    assert shlex.split(words)[1] == name and options.run
    with pytest.raises(SystemExit):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert "for example:" in shown and line in shown


def complete(*words: str) -> list[str]:
    """What bash offers after `words`, of which the last one is begun."""
    script = f"""eval "$(cat script)"
COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}
_assistant; printf '%s\\n' "${{COMPREPLY[@]}}" """
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()


@pytest.fixture
def script(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["completion", "bash"]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out)


@pytest.mark.usefixtures("script")
def test_bash_completes_commands_what_is_inside_them_and_options():
    needs_program("bash")
    assert complete("assistant", "thr") == ["threads"]
    assert complete("assistant", "threads", "ch") == ["checkpoint"]
    assert complete("assistant", "agenda", "--we") == ["--week"]
    assert complete("assistant", "mail", "budget", "--op") == ["--open"], "what isn't known is gone past"
    assert complete("assistant", "--js") == ["--json"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_read_the_script(shell, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "threads" in script and "checkpoint" in script
    if shutil.which(shell):
        subprocess.run(
            [shell, "-c", script if shell == "fish" else f"autoload -Uz compinit; compinit -u; {script}"],
            check=True,
        )


def test_each_command_is_among_the_words():
    words = dict(words_of(parser()))
    assert {"chat", "ask", "agenda", "completion"} <= set(words[""])
    assert "--week" in words["agenda"] and "list" in words["threads"]


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_what_was_typed_means_the_same_with_only_its_command_at_hand(name: str, line: str):
    words = shlex.split(line.removeprefix('eval "$(').removesuffix(')"').partition(" | ")[0])[1:]
    whole, quick = vars(parser().parse_args(words)), vars(parse(words))
    whole.pop("top", None), quick.pop("top", None)
    assert quick == whole and quick["run"]


@pytest.mark.parametrize(
    "words",
    [
        ["pendng"],
        ["agend", "mail"],
        ["mail", "--opn", "2"],
        ["threads", "shw", "pending"],
        ["users", "add"],
        ["--home"],
        ["grants", "add", "--people"],
    ],
    ids=" ".join,
)
def test_a_slip_is_told_as_by_the_whole_command_line(words: list[str]):
    with pytest.raises(InputError) as whole:
        parser().parse_args(words)
    with pytest.raises(InputError) as told:
        parse(words)
    assert told.value.message == whole.value.message


def test_a_quick_command_makes_no_parser_but_its_own(monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    init = Parser.__init__
    monkeypatch.setattr(Parser, "__init__", lambda self, *a, **k: made.append("") or init(self, *a, **k))
    assert parse(["threads", "show", "lunch"]).run
    of_one = len(made)
    parser()
    assert of_one < 40 < len(made) - of_one


def test_the_help_has_every_command_whatever_else_is_typed(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help", "pending"])
    shown = capsys.readouterr().out
    assert "pending" in shown and "agenda" in shown and "migrate" in shown
    assert main(["completion", "bash"]) == 0
    assert "'threads') words=" in capsys.readouterr().out
