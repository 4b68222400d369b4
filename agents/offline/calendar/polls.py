"""What the calendar agent does about times for several people: proposes, tells how they stand, settles."""

from collections.abc import Callable, Mapping
from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.contacts import addresses_from_user, look_up
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import UnableError, guarded, read, together
from agents.offline.asking.script import Call, Part, Script
from agents.offline.calendar.poll_wishes import PollWish, Propose, Settle, Standing, perhaps_off, poll_wish
from agents.offline.reading import when
from agents.offline.reading.phrases import Phrases
from agents.offline.reading.tokens import tokenize

NONE = "No times are proposed to anybody."
_SAYS = {"yes": "yes", "no": "no", "maybe": "if need be"}
Entry = Mapping[str, Any]


def poll_work(request: Request, otherwise: Callable[[Request], Script]) -> Script:
    """What is done about times for several people; what is about none is left to `otherwise`."""
    wish: PollWish | None = poll_wish(request.text, request.now)
    if wish is None and (off := perhaps_off(request.text)) and (yield from open_poll(off.about)):
        wish = off
    return (yield from (otherwise(request) if wish is None else guarded(poll_turn(request, wish))))


def poll_turn(request: Request, wish: PollWish) -> Script:
    """What is done about it.

    Raises:
        UnableError: there is no such meeting, or nothing can be found for it.
        QuestionError: it isn't said who is meant.
    """
    match wish:
        case Propose():
            return (yield from _propose(request, wish))
        case Standing():
            found = yield from _found(wish.about)
            told = _missing if wish.only_missing else _told
            return "\n\n".join(map(told, found)) or NONE
        case Settle():
            return (yield from _settle(wish))


def _propose(request: Request, wish: Propose) -> Script:
    tokens = tokenize(" and ".join(wish.people), request.now)
    people, _ = Phrases(tokens).people(0)
    known = yield from look_up(request, people)
    invited = [one for each in known for one in addresses_from_user(request, each)]
    args: dict[str, Any] = {"attendees": [one.address or one.name for one in invited], "when": wish.when}
    if wish.minutes:
        args["duration_minutes"] = wish.minutes
    if wish.title:
        args["title"] = wish.title
    return reports.report((yield [Call("propose_times", args)]))


def _settle(wish: Settle) -> Script:
    found = yield from _found(wish.about)
    if not found:
        raise UnableError(NONE)
    if len(found) > 1:
        titles = together([f"'{one['title']}'" for one in found], "or")
        raise UnableError(f"Several are open: {titles}. Please say which, by its guests or its title.")
    [one] = found
    if not wish.off and not wish.time and not one["fits_all"]:
        lead = "" if wish.or_told else "There is no time yet that fits all, so nothing was booked.\n"
        return f"{lead}{_told(one)}"
    time = "off" if wish.off else wish.time or str(one["fits_all"])
    return reports.report((yield [Call("settle_times", {"meeting": one["id"], "time": time})]))


def open_poll(about: str) -> Part[bool]:
    """Whether times are proposed to those."""
    [result] = yield [Call("proposed_times", {"meeting": about})]
    return any(one["state"] == "open" for one in read(result)["meetings"])


def _found(about: str) -> Part[list[Entry]]:
    found: list[Entry] = read((yield [Call("proposed_times", {"meeting": about} if about else {})])[0])[
        "meetings"
    ]
    return found


def _told(one: Entry) -> str:
    """All of it: the times with what each guest says, and what follows."""
    lines = [f"'{one['title']}', proposed:"]
    if one["state"] != "open":
        lines = [
            f"'{one['title']}' is {'booked' if one['state'] == 'booked' else 'called off'}. It was proposed:"
        ]
    for time in one["times"]:
        number = str(time["number"])
        said = [
            f"{_name(guest)} {_SAYS[guest['says'][number]]}"
            for guest in one["guests"]
            if number in guest["says"]
        ]
        said += [f"clashes with '{title}'" for title in time.get("clashes_with", ())]
        said += ["over"] if time.get("past") else []
        fits = ["fits all"] if one["fits_all"] == time["number"] else []
        beside = ", ".join([*said, *fits])
        lines.append(
            f"- {number}: {when.spoken(time['start'], time['end'])}" + (f": {beside}" if beside else "")
        )
    lines += [line for guest in one["guests"] for line in _of_guest(guest)]
    if missing := one["waiting_for"]:
        lines.append(f"{together(missing)} {'has' if len(missing) == 1 else 'have'} not answered.")
    elif not one["fits_all"] and one["state"] == "open":
        lines.append("No time is known to fit all. Say which to book, or call it off.")
    return "\n".join(lines)


def _of_guest(guest: Entry) -> list[str]:
    lines = []
    if guest.get("read_for_certain") is False:
        lines.append(f"{_name(guest)} wrote what I can't read for certain: “{guest.get('wrote', '')}”")
    if instead := guest.get("instead"):
        times = together([when.spoken(slot["start"], slot["end"]) for slot in instead], "or")
        lines.append(f"{_name(guest)} proposes {times} instead.")
    return lines


def _missing(one: Entry) -> str:
    missing = one["waiting_for"]
    if not missing:
        return f"All have answered about '{one['title']}'.\n{_told(one)}"
    return (
        f"About '{one['title']}': {together(missing)} {'has' if len(missing) == 1 else 'have'} not answered."
    )


def _name(guest: Entry) -> str:
    return str(guest["name"]).partition(" <")[0]
