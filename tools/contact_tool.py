"""The tool that looks people up, for every agent."""

import json
from typing import TYPE_CHECKING

from tools.people.address_book import AddressBook
from tools.people.lookup import look_up
from tools.problems import problem_lines

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool
from tools.reading import Reading, Told, strings_of
from tools.toolset import read_tool


def build_find_contact(people: AddressBook) -> "BaseTool":
    """`find_contact`, answering from `people`."""

    @read_tool
    def find_contact(name: str = "") -> Told:
        """People and groups by a part of a name or address; no name: all."""
        answer = look_up(people, name)
        if problems := people.problems:
            answer["problems"] = list(problem_lines(problems))
        found = "\n".join(strings_of([answer["people"], answer["groups"]]))
        read = (Reading(source="contacts", label="your contacts", text=found),) if found else ()
        return json.dumps(answer, ensure_ascii=False), read

    return find_contact
