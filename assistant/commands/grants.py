"""The commands about grants: what needs no question, within which limits.

Each returns its exit code.

Raises:
    InputError: what is given can't be used, or no grant can be about such an act.
    NotFoundError: there is no such grant or approval.
    ConflictError: where it stands, that can't be done with it.
"""

import argparse
from typing import TYPE_CHECKING

from assistant.commands.command import documents
from assistant.contract import DONE

if TYPE_CHECKING:
    from assistant.commands.command import Add, Command

OPTIONS = {
    "people": ("ADDRESS,…", "only these people"),
    "domains": ("DOMAIN,…", "everybody whose address ends in @DOMAIN"),
    "calendars": ("NAME,…", "only in these calendars"),
    "folders": ("NAME,…", "only mails from these folders"),
    "hours": ("8-18", "only in these hours, in your time zone"),
    "weekdays": ("mon,tue,…", "only on these days"),
    "recipients": ("N", "at most so many people at once"),
    "chars": ("N", "at most so many characters of text"),
    "attachment_bytes": ("N", "at most so many bytes attached"),
    "minutes": ("N", "events at most so long"),
    "series": ("yes|no", "whole series, too"),
    "most": ("N", "so often (default: 10)"),
    "until": ("DAY", "the last day on which it counts (default: in 30 days)"),
}


def add_commands(add: "Add") -> None:
    """Put the commands of this file on the command line."""
    grants = add("grants", run_grants, "what needs no question, within which limits")
    inside = grants.add_subparsers(metavar="list|show|preview|revoke|add")
    add("list", run_grants, "all of them", inside)
    _id(add("show", run_grant_show, "one, and how it was used", inside))
    _id(add("preview", run_grant_preview, "what one would have let through in the last 30 days", inside))
    _id(add("revoke", run_grant_revoke, "let nothing through by one any more", inside))
    made = add("add", run_grant_add, "one for acts such as an approval's; numbers may be 'any'", inside)
    made.add_argument("approval", metavar="APPROVAL")
    for name, (shown, text) in OPTIONS.items():
        made.add_argument(f"--{name.replace('_', '-')}", dest=f"limit_{name}", metavar=shown, help=text)
    made.add_argument("--yes", action="store_true", help="let it count; without, it is only shown")


def _id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")


def run_grants(command: "Command") -> int:
    grants = command.home.grants.list()
    return command.show({"grants": documents(grants)}, lambda view: view.grants(grants))


def run_grant_show(command: "Command") -> int:
    from assistant.views.grant_cards import story_lines

    story = command.home.grants.story(command.options.id)
    zone = command.home.settings.time_zone
    return command.show(story, lambda view: view.note("\n".join(story_lines(story, zone))))


def run_grant_preview(command: "Command") -> int:
    from assistant.views.grant_cards import offer_card

    offer = command.home.grants.preview(command.options.id)
    return command.show(
        offer.json_dict(), lambda view: view.card(offer_card(offer, command.home.settings.time_zone))
    )


def run_grant_revoke(command: "Command") -> int:
    revoked, called_off = command.home.grants.revoke(command.options.id)
    command.show(revoked.json_dict(), lambda view: view.grants([revoked]))
    for effect in called_off:
        command.tell(f"Canceled, as it still waited: {effect.summary} ({effect.key})")
    return DONE


def run_grant_add(command: "Command") -> int:
    from assistant.views.grant_cards import offer_card
    from assistant.views.grant_limits import read_limits

    home, options = command.home, command.options
    given = ((name, getattr(options, f"limit_{name}")) for name in OPTIONS)
    wanted = read_limits({name: text for name, text in given if text is not None}, home.clock())
    if options.yes:
        made = home.grants.make(options.approval, wanted)
        return command.show(made.json_dict(), lambda view: view.grants([made]))
    offer = home.grants.offer(options.approval, wanted)
    command.show(offer.json_dict(), lambda view: view.card(offer_card(offer, home.settings.time_zone)))
    command.tell("Nothing counts yet. The same with --yes lets it.")
    return DONE
