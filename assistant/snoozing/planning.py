"""What is meant by "snooze the mail from Ana until Monday", and the plan for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.schedules.when import schedule_of
from assistant.snoozes.book import PUT, Kind, Snooze
from tools.effects.plan import Plan
from tools.errors import AmbiguousError, ToolError
from tools.mail.message import Folder
from tools.mail.store import Query

if TYPE_CHECKING:
    from assistant.home import Home

DESTINATION = "snoozes"
MOST = 300
AROUND = timedelta(days=31)
_PLAIN = frozenset(
    "the a an my that this mail mails email e-mail message approval card question event meeting from of with"
    " by about follow up follow-up last newest latest one".split()
)


@dataclass(frozen=True)
class SnoozePlanner:
    """Plans what is put off in a home."""

    home: "Home"

    def put(self, what: Kind, about: str, until: str) -> Plan:
        """A thing put off.

        Raises:
            ToolError: it isn't clear which, or until when.
        """
        snooze = self.snooze(what, about, until)
        former = self.home.snoozes.find(snooze.kind, snooze.id)
        said = f"{snooze.title}, until {_spoken(snooze.until)}"
        return Plan(
            kind=PUT,
            args={"what": snooze.kind, "about": snooze.id, "until": snooze.until.isoformat()},
            summary=f"Snooze {said}",
            preview={"type": "snooze", "title": snooze.title, "until": snooze.until.isoformat()},
            payload={"snooze": snooze.json_dict(), "former": former.json_dict() if former else None},
            destination=DESTINATION,
            undoable=True,
            undo_note="It is back at once.",
        )

    def snooze(self, what: Kind, about: str, until: str) -> Snooze:
        """The thing that `about`, its id or words of it, names.

        Raises:
            ToolError: it isn't clear which, or until when.
        """
        at = self._until(until)
        found = dict(self._candidates(what))
        wanted = about.strip()
        fits = [id for id in found if wanted and len(wanted) > 3 and id.startswith(wanted)]
        if not fits:
            words = [word for word in re.findall(r"[\w@.-]+", wanted.casefold()) if word not in _PLAIN]
            fits = [id for id, text in found.items() if all(word in text.casefold() for word in words)]
        if not fits:
            raise ToolError(f"there is no {what} to snooze that fits {about!r}; give its id")
        if len(fits) > 1 and not re.search(r"\b(?:last|newest|latest)\b", wanted, re.IGNORECASE):
            named = [f"{id} ({found[id]})" for id in fits[:5]]
            raise AmbiguousError(f"{about!r} fits several: {'; '.join(named)}; ask which one", named)
        return Snooze(what, fits[0], found[fits[0]], at)

    def _until(self, words: str) -> datetime:
        """The moment that the words mean; the morning of a day."""
        zone, now = self.home.settings.time_zone, self.home.clock()
        said = re.sub(r"\A(?:until|till|by|to) ", "", words.strip(), flags=re.IGNORECASE)
        schedule = schedule_of(said, "", now, zone, day_first=self.home.settings.day_first)
        if schedule.rule:
            raise ToolError(f"until {words!r} comes back again and again; give one time")
        at = schedule.after(now)
        if at is None:
            raise ToolError(f"until {words!r} is over already; give a time to come")
        return at.astimezone(zone)

    def _candidates(self, what: Kind) -> Iterator[tuple[str, str]]:
        """By id, what it is in words; the newest first."""
        home = self.home
        match what:
            case "mail":
                for mail in home.mirrored_mail.search(Query(folder=Folder.INBOX), MOST).envelopes:
                    yield (
                        mail.id,
                        f"{mail.sender.name or mail.sender.email}: {mail.subject or '(no subject)'}",
                    )
            case "approval":
                for proposal in reversed(home.book.pending()):
                    yield proposal.id, proposal.plan.summary
            case "event":
                now = home.clock()
                start = datetime.combine((now - AROUND).date(), time(), home.settings.time_zone)
                for one in reversed(home.calendar.between(start, now + AROUND)):
                    yield one.id, one.title or "(no title)"


def _spoken(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"
