"""Plans for routines: what is made or changed, with all that its card shows. Nothing is changed by them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.schedules.book import RoutineBook
from assistant.schedules.routine import Each, Kind, Missed, Routine
from assistant.schedules.schedule import Schedule
from assistant.schedules.schedule_words import in_words, next_lines, oddities, spoken
from assistant.schedules.watch import Awaited, Thing, What
from assistant.schedules.watched_slots import Diary, said, watched
from assistant.schedules.when import deadline_of, moved, schedule_of
from tools.effects.plan import Plan
from tools.errors import NotFoundError, ToolError, UnknownIdError
from tools.excerpts import excerpt
from tools.mail.replies import REPLY_PREFIX, without
from tools.people.domains import mailbox_key
from tools.scheduling.time_words import Clock

if TYPE_CHECKING:
    from assistant.grants import GrantDesk
    from tools.mail.message import Envelope

CREATE, CHANGE, RUN = "routine.create", "routine.change", "routine.run"
DESTINATION = "routines"
SHOWN = 5
LOOKED_AT = 500
TITLE_CHARS = 60
EACH = {
    "look": "only looks and tells you; it changes nothing",
    "ask": "prepares what it takes, and asks you before each change",
    "act": "acts without asking, as far as the grant below reaches; all else it asks",
}
MAILS = "mails it to {}, your own address, without asking; it changes nothing else"
STAYS = "No mail server is configured: the mails stay in Sent, and do not leave this machine."
MISSED = {
    "once": "if nobody was there: once, late, for all that were missed",
    "all": "if nobody was there: each one that was missed, late",
    "none": "if nobody was there: not at all",
}
LATE = "if nobody was there: late, as soon as somebody is"
TOLD = {"skip": "Skip", "pause": "Pause", "resume": "Go on with", "end": "End"}
UNDO_CREATE = "Ends it; what its runs have done stays done."
UNDO_CHANGE = "Puts it back as it was."


@dataclass(frozen=True)
class RoutinePlanner:
    """What the tools of routines would do."""

    book: RoutineBook
    clock: Callable[[], datetime]
    """Now, for words about time, in the user's zone."""
    zone: ZoneInfo
    grants: "Callable[[], GrantDesk]"
    addresses: Callable[[str], tuple[str, ...]]
    """All addresses of the person of a name; none where nobody is called so."""
    events: Callable[[str], tuple[Thing, ...]]
    """The events to come that words about time, or of a title, mean."""
    diary: Callable[[], Diary]
    """The person's time as it is now."""
    sent_about: "Callable[[str], Envelope | None]"
    """The last mail of the person's to others whose subject has these words."""
    own_addresses: Callable[[], tuple[str, ...]]
    """The person's, the usual one first; none where nobody has given any."""
    mails_leave: bool
    """Whether mails leave this machine."""
    day_first: bool = False

    def create(
        self,
        when: str = "",
        request: str = "",
        title: str = "",
        rule: str = "",
        each_run: Each = "ask",
        missed: Missed = "once",
        grant: str = "",
        zone: str = "",
        kind: Kind = "request",
        mailed: bool = False,
    ) -> Plan:
        """A request that comes back, or comes later.

        Raises:
            ToolError: the time isn't certain, nothing lets it act, or what is to be mailed is no brief.
        """
        schedule = self._schedule(when, rule, zone)
        mails_to = self._mails_to(kind) if mailed else ""
        granted = self._grant(grant) if each_run == "act" and kind != "brief" else None
        request = " ".join(request.split())
        if not request and kind != "brief":
            raise ToolError(
                "request is empty: say what each run is asked, in the user's words without the when"
            )
        if kind == "brief":
            request, each_run = request or "brief me", "act" if mails_to else "look"
        spec: dict[str, Any] = {
            "title": title.strip() or ("Brief" if kind == "brief" else titled(request)),
            "request": request,
            "schedule": schedule.text(),
            "waits_for": {},
            "each_run": each_run,
            "missed": missed,
            "grant": granted,
            "state": "active",
            **({"mails_to": mails_to} if mails_to else {}),
        }
        args = {
            "request": request, "when": f"{schedule.start:%Y-%m-%dT%H:%M}", "title": spec["title"],
            "rule": schedule.rule, "each_run": each_run, "missed": missed, "grant": granted or "",
            "zone": schedule.zone.key, "kind": kind, **({"mailed": True} if mails_to else {}),
        }  # fmt: skip
        return Plan(
            kind=CREATE,
            args=args,
            summary=f"{'Routine' if schedule.rule else 'Later'}: {spec['title']}, {in_words(schedule)}",
            preview={"type": "routine", "heading": "New routine", **self._shown(spec, kind)},
            payload={"spec": spec, "kind": kind},
            destination=DESTINATION,
            warnings=(*oddities(schedule, self.clock()), *self._note(spec)),
            undoable=True,
            undo_note=UNDO_CREATE,
        )

    def watch(
        self,
        what: What,
        person: str = "",
        about: str = "",
        until: str = "",
        then: str = "",
        title: str = "",
        email_id: str = "",
        minutes: int = 30,
    ) -> Plan:
        """Something that is waited for.

        Raises:
            ToolError: it isn't clear what, of whom, or until when.
        """
        now = self.clock()
        end = deadline_of(until, now, self.zone, day_first=self.day_first) if until.strip() else None
        things = self.events(about) if what == "cancellation" and about.strip() else ()
        if things and end is None:
            end = max(datetime.fromisoformat(one.start) for one in things)
        whom, of, mail = person, about, email_id
        if what == "answer" and about.strip() and not (person.strip() or email_id.strip()):
            whom, of, mail = self._asked(about)
        spans, free = watched(self.diary(), about, minutes) if what == "slot" else ((), [])
        if spans:
            latest = max(datetime.fromisoformat(one.end) for one in spans) - timedelta(minutes=minutes)
            end = min(end, latest) if end else latest
        awaited = Awaited.of(
            what,
            person=whom,
            about=of,
            email_id=mail,
            addresses=self._addresses(whom),
            things=things,
            spans=spans,
            minutes=minutes if spans else 0,
            since=now,
            # In one zone, as it is read again from its own words once it is approved.
            until=end and end.astimezone(self.zone),
        )
        named = title.strip() or awaited.title()
        spec: dict[str, Any] = {
            "title": named,
            "request": " ".join(then.split()),
            "schedule": "",
            "waits_for": awaited.json_dict(),
            "each_run": "ask",
            "missed": "once",
            "grant": None,
            "state": "active",
        }
        args = {
            "what": what, "person": person, "about": about,
            "until": awaited.until.isoformat() if awaited.until else "", "then": spec["request"],
            "title": named, "email_id": email_id, **({"minutes": minutes} if spans else {}),
        }  # fmt: skip
        spec["waits_for"]["since"] = (
            ""  # it counts from when it is approved, so it is no part of what is shown
        )
        return Plan(
            kind=CREATE,
            args=args,
            summary=f"Watch: {named}",
            preview={"type": "routine", "heading": "New watch", **self._shown(spec, "watch")},
            payload={"spec": spec, "kind": "watch"},
            destination=DESTINATION,
            warnings=(f"free already, and not waited for: {said(free)}",) if free else (),
            undoable=True,
            undo_note="Ends the watch.",
        )

    def change(
        self,
        routine_id: str,
        title: str = "",
        request: str = "",
        when: str = "",
        rule: str = "",
        each_run: Each | None = None,
        missed: Missed | None = None,
        grant: str = "",
        mailed: bool | None = None,
    ) -> Plan:
        """A routine otherwise than it is.

        Raises:
            ToolError: there is none, nothing changes, or the time isn't certain.
        """
        routine = self._routine(routine_id)
        spec = routine.spec()
        if when.strip() or rule.strip():
            if routine.schedule is None:
                raise ToolError("a watch has no schedule; end it, and make another")
            before = routine.schedule
            if when.strip() and not rule.strip():
                when, rule = moved(before, when, self.clock())
            schedule = self._schedule(when or f"{before.start:%Y-%m-%dT%H:%M}", rule, before.zone.key)
            schedule = schedule.leaving_out_days_of(before)
            when, rule = f"{schedule.start:%Y-%m-%dT%H:%M}", schedule.rule
            spec["schedule"] = schedule.text()
            spec["state"] = "active" if spec["state"] == "ended" else spec["state"]
        for name, given in (("title", title.strip()), ("request", request.strip()), ("each_run", each_run),
                            ("missed", missed)):  # fmt: skip
            spec[name] = given or spec[name]
        if mailed is not None:
            spec["mails_to"] = self._mails_to(routine.kind) if mailed else ""
        if routine.kind == "brief":
            spec["each_run"] = "act" if spec.get("mails_to") else "look"
        elif spec["each_run"] == "act":
            spec["grant"] = self._grant(grant)
        else:
            spec["grant"] = None
        if not spec.get("mails_to"):
            spec.pop("mails_to", None)
        if spec == routine.spec():
            raise ToolError(f"nothing of the routine {routine.title!r} would change")
        args = {
            "routine_id": routine.id, "title": title, "request": request, "when": when, "rule": rule,
            "each_run": each_run, "missed": missed, "grant": spec["grant"] or "",
            **({} if mailed is None else {"mailed": mailed}),
        }  # fmt: skip
        shown = {**self._shown(spec, routine.kind), "before": self._shown(routine.spec(), routine.kind)}
        called = f"Change the routine {routine.title!r}"
        return self._changed(routine, spec, args, "Change routine", called, shown)

    def control(self, routine_id: str, to: str, which: str = "") -> Plan:
        """A routine paused, gone on with, skipped once, run now, or ended.

        Raises:
            ToolError: there is none, or where it stands that can't be done.
        """
        routine = self._routine(routine_id)
        spec, args = routine.spec(), {"routine_id": routine.id, "to": to, "which": which}
        shown: dict[str, Any] = {}
        match to, routine.state:
            case "run", "active" | "paused" if routine.schedule is not None:
                return Plan(
                    kind=RUN,
                    args=args,
                    summary=f"Run {routine.title!r} now",
                    preview={
                        "type": "routine",
                        "heading": "Run a routine now",
                        **self._shown(spec, routine.kind, upcoming=0),
                    },
                    payload={"id": routine.id},
                    destination=DESTINATION,
                    undo_note="A run can't be undone; what it does can.",
                )
            case "skip", "active" if routine.schedule is not None and routine.next_at is not None:
                at = self._skipped(routine, which)
                spec["schedule"] = routine.schedule.without(at).text()
                args["which"] = at.astimezone(routine.schedule.zone).isoformat()
                shown["skipped"] = spoken(at, routine.schedule.zone)
            case "pause", "active":
                spec["state"] = "paused"
            case "resume", "paused" | "ended":
                spec["state"] = "active"
            case "end", "active" | "paused":
                spec["state"] = "ended"
            case _:
                raise ToolError(f"{routine.title!r} is {routine.state}; it can't be told to {to}")
        called = "watch" if routine.schedule is None else "routine"
        what = f"{TOLD[to]} {routine.title!r}" + (f" on {shown['skipped']}" if shown else "")
        shown |= self._shown(spec, routine.kind, upcoming=SHOWN if to == "resume" else 1)
        return self._changed(routine, spec, args, f"{TOLD[to]} {called}", what, shown)

    def _changed(
        self,
        routine: Routine,
        spec: dict[str, Any],
        args: dict[str, Any],
        heading: str,
        summary: str,
        shown: dict[str, Any],
    ) -> Plan:
        schedule = Schedule.of(spec["schedule"]) if spec["schedule"] else None
        return Plan(
            kind=CHANGE,
            args=args,
            summary=summary,
            preview={"type": "routine", "heading": heading, **shown},
            payload={"id": routine.id, "version": routine.version, "spec": spec, "former": routine.spec()},
            destination=DESTINATION,
            warnings=(*self._odd(routine, schedule), *self._note(spec)),
            undoable=True,
            undo_note=UNDO_CHANGE,
        )

    def _odd(self, routine: Routine, schedule: Schedule | None) -> tuple[str, ...]:
        """What there is to say of a schedule that is new."""
        new = schedule is not None and (
            routine.schedule is None or schedule.text() != routine.schedule.text()
        )
        return tuple(oddities(schedule, self.clock())) if schedule and new else ()

    def _shown(self, spec: dict[str, Any], kind: Kind, *, upcoming: int = SHOWN) -> dict[str, Any]:
        """What a card shows of a routine, with so many of its next times."""
        shown = {
            "title": spec["title"],
            "request": spec["request"],
            "kind": kind,
            "state": spec["state"],
        }
        if not spec["schedule"]:
            awaited = Awaited.from_json(spec["waits_for"])
            return {
                **shown,
                "waits_for": awaited.words(self.zone),
                "each_run": EACH["ask"] if spec["request"] else "",
            }
        schedule = Schedule.of(spec["schedule"])
        times = schedule.upcoming(self.clock(), upcoming) if spec["state"] == "active" else []
        return {
            **shown,
            "when": in_words(schedule),
            "zone": schedule.zone.key,
            # Of what comes once, when it comes is said already.
            "next": next_lines(schedule, times) if schedule.rule else [],
            "each_run": MAILS.format(spec["mails_to"]) if spec.get("mails_to") else EACH[spec["each_run"]],
            "missed": MISSED[spec["missed"]] if schedule.rule else LATE,
            "grant": self._grant_shown(spec["grant"]),
        }

    def _schedule(self, when: str, rule: str, zone: str) -> Schedule:
        try:
            own = ZoneInfo(zone) if zone.strip() else self.zone
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ToolError(f"zone {zone!r} is not known; give an IANA name such as Europe/Berlin") from None
        return schedule_of(when, rule, self.clock(), own, day_first=self.day_first)

    def _routine(self, id: str) -> Routine:
        try:
            return self.book.get(id.strip())
        except NotFoundError as error:
            raise UnknownIdError(f"{error.message}; list_routines gives the ids") from error

    def _asked(self, about: str) -> tuple[str, str, str]:
        """Whose answer is waited for, to what, and the id of the mail that waits for it.

        Raises:
            ToolError: no mail is about that.
        """
        words = re.sub(r"\A(?:the|my|our|an?) ", "", " ".join(about.split()), flags=re.IGNORECASE)
        mail = self.sent_about(words)
        if mail is None:
            raise ToolError(f"no mail about {words!r} was sent lately; say whose answer is waited for")
        own = {mailbox_key(address) for address in self.own_addresses()}
        others = [one for one in (*mail.to, *mail.cc) if mailbox_key(one.email) not in own]
        person = ""
        if len(others) == 1:
            [other] = others
            person = other.name if self.addresses(other.name) else other.email
        return person, without(REPLY_PREFIX, mail.subject), mail.id

    def _addresses(self, person: str) -> tuple[str, ...]:
        return self.addresses(person) if person.strip() else ()

    def _skipped(self, routine: Routine, which: str) -> datetime:
        schedule, first = routine.schedule, routine.next_at
        assert schedule is not None and first is not None  # asked for an active one with a schedule
        if not which.strip():
            return first
        wanted = Clock(self.clock(), schedule.zone, self.day_first).span(which, argument="which")
        for at in (first, *schedule.upcoming(first, LOOKED_AT)):
            if wanted.start <= at < wanted.end:
                return at
        raise ToolError(
            f"{routine.title!r} doesn't run then ({which}); the next is {spoken(first, schedule.zone)}"
        )

    def _mails_to(self, kind: Kind) -> str:
        """The address of the person's that it is mailed to.

        Raises:
            ToolError: it is no brief, or no address of theirs is known.
        """
        if kind != "brief":
            raise ToolError("only a brief is mailed by itself; what else is to be mailed is said in request")
        own = self.own_addresses()
        if not own:
            raise ToolError("there is no address of the user's to mail it to: ASSISTANT_USER_EMAIL gives one")
        return own[0]

    def _note(self, spec: dict[str, Any]) -> tuple[str, ...]:
        return (STAYS,) if spec.get("mails_to") and not self.mails_leave else ()

    def _grant(self, id: str) -> str:
        """The grant that a routine acts under.

        Raises:
            ToolError: there is none, or it isn't said which.
        """
        active = [grant for grant in self.grants().list() if grant.state == "active"]
        fitting = [grant for grant in active if grant.id.startswith(id.strip())]
        if len(fitting) == 1:
            return fitting[0].id
        if not active:
            raise ToolError(
                "nothing lets it act without asking, as there is no grant. It can only ask at each run; from"
                " its first approval a grant can be made, and then the routine be changed to act under it"
            )
        raise ToolError(f"say which grant it acts under: {', '.join(grant.id for grant in active)}")

    def _grant_shown(self, id: str | None) -> dict[str, Any] | None:
        if id is None:
            return None
        return self.grants().get(id).json_dict()


def titled(request: str) -> str:
    """What a routine is called by its request, where nobody has given it a title."""
    short = excerpt(request, TITLE_CHARS)
    return short[:1].upper() + short[1:]
