import json
import os

import pytest

from tools.problems import MOST_TOLD, Problem, problem_lines, shown_path


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plain.ics", "plain.ics"),
        ("Entwürfe".encode(), "Entwürfe"),
        (b"Entw\xfcrfe", "Entw\\xfcrfe"),
        (b"bell\x07\x1b[2J", "bell\\x07\\x1b[2J"),
        ("right\u202eleft".encode(), "right\\u202eleft"),
    ],
)
def test_any_file_name_can_be_shown(name: bytes, shown: str) -> None:
    assert shown_path(os.fsdecode(name)) == shown
    assert shown.isprintable()


def test_a_problem_is_one_line_for_a_person_and_an_object_for_a_program() -> None:
    problem = Problem(path="mail/cur/1", reason="it can't be read")
    assert problem.line == "mail/cur/1: it can't be read"
    assert json.loads(json.dumps(problem.json_dict())) == {"path": "mail/cur/1", "reason": "it can't be read"}


def test_of_very_many_it_is_said_how_many_more_there_are() -> None:
    many = [Problem(path=f"{number}.ics", reason="it is empty") for number in range(MOST_TOLD + 3)]
    assert len(problem_lines(many[:MOST_TOLD])) == MOST_TOLD
    assert problem_lines(many)[MOST_TOLD - 1 :] == (f"{MOST_TOLD - 1}.ics: it is empty", "3 more")
