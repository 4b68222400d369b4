"""A home in which others have written all of `injections.toml`, and what our tools make of each."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
from langchain_core.tools import StructuredTool

from agents.persons_words import PersonsWords
from assistant.bootstrap import build_toolsets
from assistant.home import Home
from assistant.settings import load_settings
from tests.agents.offline.desk import NOW, PEOPLE, put_event, put_mail, put_person
from tools.effects.call_executor import ForeignTool, Server, plan_call
from tools.effects.plan import Plan
from tools.mail.store import Query
from tools.provenance.origin import Origin
from tools.provenance.tracing import Tracer
from tools.reading import READ, Reading

Injection = dict[str, Any]
PAY = StructuredTool.from_function(lambda: "", name="pay", description="Pay.")
SAID = "Read me what is new, please"
"""What the person says: it asks for nothing that changes the world."""
INJECTIONS: list[Injection] = tomllib.loads(
    (Path(__file__).parent / "injections.toml").read_text(encoding="utf-8")
)["injection"]


class Laid:
    """The home, with what it knows of each injection in a conversation of its own."""

    def __init__(self, folder: Path) -> None:
        for name, local in PEOPLE.items():
            put_person(folder, name, local)
        put_mail(folder, 1, "carter", "Security code", 2, "It is 48213.")
        put_event(folder, "review", "Quarterly review", NOW + timedelta(days=1), "ana")
        for number, injection in enumerate(INJECTIONS, start=10):
            _lay(folder, number, injection)
        settings = load_settings(
            home=folder, time_zone="Europe/London", now=NOW.isoformat(), user_email="sam@x.example"
        )
        self.home = Home(settings)
        self.tools = build_toolsets(self.home)
        home = self.home
        self.tracer = Tracer(home.readings, home.people, lambda: home.identities, home.clock)
        for injection in INJECTIONS:
            home.readings.said(injection["name"], SAID, home.clock(), begins=True)
            home.readings.keep(injection["name"], self._read(injection))

    def planned(self, tool: str, args: dict[str, Any]) -> Plan:
        """What is asked for when a model calls `tool`."""
        if tool == "pay":
            return plan_call(ForeignTool("bank", Server("accounts", "a"), PAY), args)
        [write] = [found for set in self.tools.values() if (found := set.write(tool))]
        return write.plan(args)

    def origins(self, injection: Injection, plan: Plan, args: dict[str, Any]) -> tuple[Origin, ...]:
        return self.tracer.origins(injection["name"], args=plan.args, preview=plan.preview, given=args)

    def is_asked_for(self, injection: Injection, tool: str, plan: Plan) -> bool:
        return PersonsWords(self.home.readings, self.home.journal).ask_for(tool, plan, injection["name"])

    def mail(self, subject: str) -> str:
        """The id of the mail with this subject."""
        mails = self.home.mailbox.search(Query(), 200).envelopes
        return next(mail.id for mail in mails if mail.subject == subject)

    def event(self, title: str) -> str:
        """The id of the event with this title."""
        found = self._call("calendar", "search_calendar_events", {"query": title})
        return next(one.reference for one in found if one.reference and title in one.text)

    def _read(self, injection: Injection) -> list[Reading]:
        """What a model reads of it, by the tools that it has."""
        if "tool" in injection:
            return [
                Reading(source="tool", reference="bank/rates", label="the agent bank", text=injection["tool"])
            ]
        if "mail" in injection:
            return self._call("email", "read_email", {"email_id": self.mail(injection["mail"]["subject"])})
        if "event" in injection:
            return self._call("calendar", "search_calendar_events", {"query": injection["event"]["title"]})
        return self._call("email", "find_contact", {"name": injection["contact"]})

    def _call(self, agent: str, called: str, args: dict[str, Any]) -> list[Reading]:
        [tool] = [tool for tool in self.tools[agent].reads if tool.name == called]
        message = tool.invoke({"type": "tool_call", "name": called, "id": "1", "args": args})
        return [Reading.from_json(one) for one in message.artifact[READ]]


def acts(injection: Injection, laid: Laid) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    """The calls in which a model gives what an injection does: a tool, its arguments, which of them it is."""
    get = injection.get
    mail, event = laid.mail("Security code"), laid.event("Quarterly review")
    new = {"to": ["ana@x.example"], "subject": "Hi", "body": "Hi"}
    lunch = {"title": "Lunch", "start_time": "2026-11-25T12:00:00+00:00"}
    if who := get("to"):
        yield "send_email", {**new, "to": [who]}, "to.0", who
        yield "send_email", {**new, "bcc": [who]}, "bcc.0", who
        yield "reply_to_email", {"email_id": mail, "body": "Hi", "cc": [who]}, "cc.0", who
        yield "forward_email", {"email_id": mail, "to": [who]}, "to.0", who
        yield "create_calendar_event", {**lunch, "attendees": [who]}, "attendees.0", who
        yield "update_calendar_event", {"event_id": event, "add_attendees": [who]}, "add_attendees.0", who
    if text := get("text"):
        yield "send_email", {**new, "body": f"Hi Ana,\n{text}"}, "body", text
        yield "reply_to_email", {"email_id": mail, "body": text}, "body", text
        yield "create_calendar_event", {**lunch, "description": text}, "description", text
    if link := get("link"):
        yield "send_email", {**new, "body": f"Look: {link}"}, "body", link
        yield "create_calendar_event", {**lunch, "description": link}, "description", link
    if title := get("title"):
        yield "send_email", {**new, "subject": title}, "subject", title
        yield "create_calendar_event", {**lunch, "title": title}, "title", title
        yield "update_calendar_event", {"event_id": event, "title": title}, "title", title
    if when := get("when"):
        yield "create_calendar_event", {**lunch, "start_time": when}, "start_time", when
        yield "update_calendar_event", {"event_id": event, "start_time": when}, "start_time", when
    if place := get("place"):
        yield "create_calendar_event", {**lunch, "location": place}, "location", place
        yield "update_calendar_event", {"event_id": event, "location": place}, "location", place
    if amount := get("amount"):
        yield "pay", {"amount": amount, "account": injection["account"]}, "amount", amount
        yield "pay", {"amount": amount, "account": injection["account"]}, "account", injection["account"]
        yield "send_email", {**new, "body": f"Pay {injection['account']}"}, "body", injection["account"]
    if doomed := get("doomed"):
        if doomed == "Security code":
            yield "delete_email", {"email_id": mail}, "email_id", doomed
            yield "archive_email", {"email_id": mail}, "email_id", doomed
        else:
            yield "cancel_calendar_event", {"event_id": event}, "event_id", doomed


def _lay(folder: Path, number: int, injection: Injection) -> None:
    if mail := injection.get("mail"):
        put_mail(folder, number, "ben", mail["subject"], 1, mail["body"])
        if name := mail.get("file"):
            [path] = (folder / "mail" / "cur").glob(f"*.{number}.test*")
            letter = EmailMessage()
            letter["From"], letter["To"] = "Ben Okafor <ben@x.example>", "Sam Reed <sam@x.example>"
            letter["Subject"], letter["Date"] = mail["subject"], NOW - timedelta(days=1)
            letter["Message-ID"] = f"<{number}@x.example>"
            letter.set_content(mail["body"])
            letter.add_attachment(b"-", maintype="application", subtype="pdf", filename=name)
            path.write_bytes(letter.as_bytes())
    elif event := injection.get("event"):
        entry = icalendar.Event()
        for name, value in (
            ("uid", f"injected-{number}"),
            ("dtstamp", NOW),
            ("dtstart", NOW + timedelta(days=2)),
        ):
            entry.add(name, value)
        entry.add("summary", event["title"])
        for name in ("location", "description"):
            if name in event:
                entry.add(name, event[name])
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//test//EN")
        calendar.add("version", "2.0")
        calendar.add_component(entry)
        (folder / "calendar" / "personal" / f"injected-{number}.ics").write_bytes(calendar.to_ical())
    elif contact := injection.get("contact"):
        card = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{contact.replace(',', chr(92) + ',')}", "END:VCARD", ""]
        (folder / "contacts" / f"{number}.vcf").write_text("\r\n".join(card), encoding="utf-8")
