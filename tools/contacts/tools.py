"""The contacts agent's tools. Descriptions and argument descriptions are prompts: models read them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from tools.contact_tool import build_find_contact
from tools.contacts.planning import ContactPlanner
from tools.people.address_book import AddressBook
from tools.people.owner import Owner
from tools.toolset import Toolset, write_tool

Given = Annotated[str | None, WithJsonSchema({"type": "string"})]
WHO = "name or address"
DAY = 'as the user said it ("4 May 1990", "4 May")'


class SaveContact(BaseModel):
    name: str
    emails: list[str] = []
    phones: list[str] = []
    birthday: str = Field(default="", description=DAY)
    company: str = ""
    job: str = ""


class UpdateContact(BaseModel):
    contact: str = Field(description=WHO)
    name: Given = None
    add_emails: list[str] = []
    add_phones: list[str] = []
    birthday: Given = Field(default=None, description=f'{DAY}; "-" for none')
    company: Given = None
    job: Given = None
    add_nicknames: list[str] = []
    remove: list[str] = Field(default=[], description="addresses, numbers or nicknames that go")


class DeleteContact(BaseModel):
    contact: str = Field(description="name or address; also a group's name")


class MergeContacts(BaseModel):
    contact: str = Field(description=f"{WHO} of the one that stays")
    other: str


class ChangeGroup(BaseModel):
    group: str
    add: list[str] = []
    remove: list[str] = []
    name: str = Field(default="", description="a new name")


def build_contact_tools(
    people: AddressBook, me: Owner, *, clock: Callable[[], datetime], day_first: bool = False
) -> Toolset:
    """The tools of the contacts agent on `people`. `clock` gives the present in the user's zone."""
    plans = ContactPlanner(people, me, clock, day_first)
    return Toolset(
        reads=(build_find_contact(people),),
        writes=(
            write_tool("save_contact", "Save a new contact.", SaveContact, plans.save),
            write_tool(
                "update_contact", "Change a contact; give only what changes.", UpdateContact, plans.update
            ),
            write_tool("delete_contact", "Delete a contact or a group.", DeleteContact, plans.delete),
            write_tool("merge_contacts", "Make one contact of two.", MergeContacts, plans.merge),
            write_tool(
                "change_group",
                "Add people to a group, or remove them; a new group is made.",
                ChangeGroup,
                plans.groups.change,
            ),
        ),
    )
