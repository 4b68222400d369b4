"""The routines agent's turn: makes what is wished for, or finds what is meant and tells it so."""

from typing import Any

from agents.offline.asking import reports
from agents.offline.asking.answer import Answer
from agents.offline.asking.messages import Request
from agents.offline.asking.questions import NOT_UNDERSTOOD, HaltError, UnableError, choose, read
from agents.offline.asking.script import Call, Script
from agents.offline.reading.when import day
from agents.offline.routines.preference_wishes import Forget, Keep, Kept, forgotten
from agents.offline.routines.showing_wishes import Brief, Prepare, Snooze
from agents.offline.routines.unnamed_wishes import fitting, unnamed_in
from agents.offline.routines.watch_wishes import Watch
from agents.offline.routines.wishes import Change, Control, Listed, MailOnce, Make, Wish, best, wish_in

NONE = "You have no routines and no watches."
NONE_WATCHED = "I watch for nothing."
NOT_ONCE = (
    "I mail the brief when it is time for it, so say when: 'mail me my brief every morning at 7',"
    " or 'tomorrow at 7'. 'Brief me' shows it here."
)
HERE = "Here it is:"
"""Of a page; its lines take the place of this."""


def routines_turn(request: Request) -> Script:
    """What the routines agent does with `request`.

    Raises:
        UnableError: what is meant isn't there.
        QuestionError: it isn't said which is meant.
    """
    wish: Wish | None = wish_in(request.text, request.now)
    unnamed = unnamed_in(request.text) if wish is None else None
    if unnamed is not None:
        wish = unnamed.wish
    match wish:
        case Make():
            args: dict[str, Any] = {"request": wish.request, "when": wish.when, "each_run": wish.each_run}
            of_brief = {"kind": "brief"} if wish.brief else {}
            mailed = {"mailed": True} if wish.mailed else {}
            results = yield [Call("create_routine", args | of_brief | mailed)]
        case Watch():
            given = {
                "person": wish.person, "about": wish.about, "until": wish.until, "then": wish.then,
                "minutes": wish.minutes,
            }  # fmt: skip
            results = yield [
                Call(
                    "create_watch",
                    {"what": wish.what, **{name: text for name, text in given.items() if text}},
                )
            ]
        case Control():
            id = yield from _meant(request, wish.about, wish.to, named=unnamed is None)
            results = yield [
                Call(
                    "control_routine",
                    {"routine_id": id, "to": wish.to, **({"which": wish.which} if wish.which else {})},
                )
            ]
        case MailOnce():
            raise UnableError(NOT_ONCE)
        case Change():
            id = yield from _meant(request, wish.about, "change", named=unnamed is None)
            texts = {"when": wish.when, "title": wish.title, "each_run": wish.each_run}
            changed: dict[str, Any] = {name: text for name, text in texts.items() if text}
            if wish.mailed is not None:
                changed["mailed"] = wish.mailed
            results = yield [Call("change_routine", {"routine_id": id, **changed})]
        case Listed():
            found = read((yield [Call("list_routines", {})])[0])["routines"]
            if wish.watches:
                return "\n".join(_line(one) for one in found if one["kind"] == "watch") or NONE_WATCHED
            return "\n".join(map(_line, found)) or NONE
        case Snooze():
            given = {"what": wish.what, "about": wish.about, "until": wish.until}
            results = yield [Call("snooze", given)]
        case Keep():
            given = {"value": wish.value, "of": wish.of}
            kept = {name: text for name, text in given.items() if text}
            results = yield [Call("keep_preference", {"about": wish.about, **kept})]
        case Forget():
            kept = read((yield [Call("list_preferences", {})])[0])["preferences"]
            said = [f"{one['about']} {one['of']} {one['says']}" for one in kept]
            gone = [kept[place] for place in forgotten(wish.about, said)]
            if not gone:
                raise UnableError(f"You have told me no preference about '{wish.about}'.")
            results = yield [
                Call("keep_preference", {"about": one["about"], **({"of": one["of"]} if one["of"] else {})})
                for one in gone
            ]
        case Kept():
            return _kept(read((yield [Call("list_preferences", {})])[0]))
        case Prepare():
            found = (yield [Call("prepare_meeting", {"about": wish.about})])[0]
            if found.error:
                raise UnableError(f"I find no event to come that is called '{wish.about}'.")
            return HERE
        case Brief():
            day = {"day": wish.day} if wish.day else {}
            read((yield [Call("brief", {**day, "part": wish.part})])[0])
            return HERE
        case _:
            return NOT_UNDERSTOOD
    return reports.report(results)


def _meant(request: Request, about: str, to: str, *, named: bool) -> Any:
    """The id of the routine that is meant; where it isn't `named` as one, all of its words have to fit.

    Raises:
        UnableError: there is none.
        QuestionError: it isn't said which.
    """
    found = read((yield [Call("list_routines", {"query": ""})])[0])["routines"]
    if to == "resume":
        found = [one for one in found if one["state"] == "paused"] or found
    words = [f"{one['title']} {one['request']} {one['kind']}" for one in found]
    fits = [found[place] for place in (best if named else fitting)(about, words)]
    if not fits and not named:
        raise HaltError(Answer(f"No routine and no watch is about '{about}'.", met=False))
    if not found:
        raise UnableError(NONE)
    if not fits:
        there = ", ".join(f"'{one['title']}'" for one in found[:5])
        raise UnableError(f"There is no routine about '{about}'. There is: {there}.")
    if len(fits) == 1:
        return fits[0]["id"]
    options = [one["title"] for one in fits]
    asked = f"Which one do you mean: {', '.join(options[:-1])} or {options[-1]}?"
    picked = choose(request, asked, options)
    if len(picked) != 1:
        raise UnableError("Nothing was done.")
    return fits[picked[0]]["id"]


def _kept(found: dict[str, Any]) -> str:
    lines = [f"- {one['says']}" for one in found["preferences"]]
    told = lines or ["You have told me no preferences."]
    return "\n".join([*told, *filter(None, [found["problem"]])])


def _line(one: dict[str, Any]) -> str:
    rests = "" if one["state"] == "active" else f" ({one['state']})"
    # Of what comes once, when it comes is all that there is to say.
    then = f", next on {day(one['next'][0])}" if one["next"] and len(one["next"]) > 1 else ""
    return f"- {one['title']}{rests}: {one['when']}{then}"
