"""The tool that looks people up, for every agent."""

import json
from typing import TYPE_CHECKING

from tools.people.address_book import AddressBook
from tools.people.lookup import look_up
from tools.problems import problem_lines

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
from tools.toolset import read_tool


def build_find_contact(people: AddressBook) -> "BaseTool":
    """`find_contact`, answering from `people`."""

    @read_tool
    def find_contact(name: str) -> str:
        """Look up people and groups by name, part of a name, nickname or address."""
        answer = look_up(people, name)
        if problems := people.problems:
            answer["problems"] = list(problem_lines(problems))
        return json.dumps(answer, ensure_ascii=False)

    return find_contact
