"""`assistant doctor`: what works, what doesn't, and what to do about it."""

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.home_access import shared_parts
from assistant.views.text import counted
from tools.errors import AssistantError
from tools.problems import problem_lines
from tools.values import Value

if TYPE_CHECKING:
    from assistant.home import Home

LEAST_FREE_BYTES = 100_000_000


class Check(Value):
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str

    def line(self) -> str:
        return f"{'ok ' if self.ok else 'BAD'}  {self.name}: {self.text}"


def examine(home: "Home") -> list[Check]:
    """Every check; one that fails says what to do, and doesn't keep the others from being made."""
    checks: dict[str, Callable[[Home], Iterator[Check]]] = {
        "settings": _settings,
        "working folder": _working_folder,
        "disk": _disk,
        "database": _database,
        "calendar": _calendar,
        "tasks": _tasks,
        "mail": _mail,
        "accounts": _accounts,
        "connections": _connections,
        "people": _people,
        "effects": _effects,
        "routines": _routines,
        "messages": _messages,
        "agents": _agents,
        "model": _model,
    }
    found: list[Check] = []
    for name, check in checks.items():
        try:
            found.extend(check(home))
        except AssistantError as error:
            found.append(Check(name=name, ok=False, text=error.message))
    return found


def _settings(home: "Home") -> Iterator[Check]:
    settings = home.settings
    now = home.clock()
    fixed = " (set by ASSISTANT_NOW)" if settings.now else ""
    shared = list(shared_parts(home.path))
    yield Check(name="home", ok=not shared, text="; ".join([str(home.path), *shared]))
    yield Check(name="time", ok=True, text=f"{now:%A, %d %B %Y, %H:%M} {settings.time_zone.key}{fixed}")
    known = settings.user_email != "me@localhost"
    advice = "" if known else "; set ASSISTANT_USER_NAME and ASSISTANT_USER_EMAIL, they stand in your mails"
    yield Check(name="user", ok=True, text=f"{settings.user_name} <{settings.user_email}>{advice}")


def _working_folder(home: "Home") -> Iterator[Check]:
    from assistant.settings.settings import working_folder

    folder = working_folder()
    left_out = home.settings.left_out
    text = f"its .env is {folder.state}" if folder else "has no .env"
    if folder and folder.state != "trusted":
        text += ", and sets nothing that could do harm"
    yield Check(name="working folder", ok=not left_out, text=left_out or text)


def _disk(home: "Home") -> Iterator[Check]:
    free = shutil.disk_usage(home.path).free
    enough = free >= LEAST_FREE_BYTES
    advice = "" if enough else "; make room, or nothing more can be kept"
    yield Check(name="disk", ok=enough, text=f"{_size(free)} free{advice}")


def _database(home: "Home") -> Iterator[Check]:
    damage = home.database.damage()
    threads = home.threads.list()
    text = f"{_size(home.database.size())}, {counted(len(threads), 'thread')}"
    if home.settings.database:
        text = f"{home.database.name}, {text}"
    yield Check(name="database", ok=damage is None, text=damage.message if damage else text)
    if advice := home.database.advice():
        yield Check(name="role", ok=True, text=advice)
    if home.settings.database and not home.accounts:
        yield Check(
            name="machines",
            ok=True,
            text="calendar, tasks and mail are folders of this machine: what another one carries out lands in"
            " its own; before there is a second, connect accounts on servers: assistant connect",
        )
    if home.settings.database and home.database_path.exists():
        text = f"{home.database_path} is not used: to move it to the server, say: assistant migrate"
        yield Check(name="migrate", ok=True, text=text)
    stuck = [thread.thread_id for thread in threads if thread.status == "interrupted" and not thread.busy]
    if stuck:
        advice = f"stopped in the middle: {', '.join(stuck[:5])}; go on with: assistant resume {stuck[0]}"
        yield Check(name="threads", ok=True, text=advice)


def _calendar(home: "Home") -> Iterator[Check]:
    problems = home.calendar.problems()
    names = ", ".join(calendar.name for calendar in home.calendar.calendars())
    text = f"{home.path / 'calendar'}: {names}"
    if problems:
        number = counted(len(problems), "file")
        text = f"{number} can't be read in full, as {problems[0].line}; all are in: assistant agenda"
    yield Check(name="calendar", ok=not problems, text=text)


def _tasks(home: "Home") -> Iterator[Check]:
    tasks, problems = home.tasks.tasks(), home.tasks.problems()
    now = home.clock()
    overdue = sum(task.is_overdue(now) for task in tasks)
    text = f"{counted(sum(task.is_open for task in tasks), 'open task')} of {len(tasks)}, {overdue} overdue"
    if problems:
        text = f"{counted(len(problems), 'file')} can't be read in full, as {problems[0].line}"
    yield Check(name="tasks", ok=not problems, text=text)
    if others := home.calendar.to_dos() - len(tasks):
        text = "are no tasks of their own (journals, single occurrences of repeating ones): left as they are"
        yield Check(name="tasks", ok=True, text=f"{others} of the entries beside events {text}")


def _mail(home: "Home") -> Iterator[Check]:
    home.mail("", limit=1)
    sending = f"mail leaves by {home.outbox.destination_of(home.settings.user_email)}"
    if home.outbox.note:
        sending = "no mail server is configured: what is sent stays in Sent"
    yield Check(name="mail", ok=True, text=f"{home.path / 'mail'}; {sending}")
    for line in problem_lines(home.mail_problems()):
        yield Check(name="mail", ok=False, text=line)


def _accounts(home: "Home") -> Iterator[Check]:
    if not home.accounts:
        return
    from assistant.accounts.trials import try_servers

    for account in home.accounts:
        for trial in try_servers(account, home.secrets):
            yield Check(
                name=f"{account.name} {trial.server}", ok=trial.ok, text=f"{trial.where}: {trial.text}"
            )


def _connections(home: "Home") -> Iterator[Check]:
    for warning in home.unprotected():
        yield Check(name="connection", ok=False, text=warning)


def _people(home: "Home") -> Iterator[Check]:
    people, groups = len(home.people.people), len(home.people.groups)
    advice = "" if people else "; try `assistant sample`, or put vCards into contacts/"
    yield Check(name="people", ok=True, text=f"{people} people, {groups} groups{advice}")


def _effects(home: "Home") -> Iterator[Check]:
    counts: dict[str, int] = {}
    for effect in home.ledger.list():
        counts[effect.state.value] = counts.get(effect.state.value, 0) + 1
    open_ones = {state: n for state, n in counts.items() if state in ("failed", "unknown")}
    text = ", ".join(f"{n} {state}" for state, n in counts.items()) or "none yet"
    advice = "; see: assistant effects, then retry or cancel" if open_ones else ""
    yield Check(name="effects", ok=not open_ones, text=text + advice)
    for notice in home.ledger.notices():
        yield Check(name="delivery", ok=False, text=notice)


def _routines(home: "Home") -> Iterator[Check]:
    from assistant.schedules.schedule_words import spoken

    active, overdue, next_at = home.routines.open()
    keepers = home.routines.book.keepers()
    due = f"; the next is due {spoken(next_at, home.settings.time_zone)}" if next_at else ""
    text = f"{counted(active, 'routine')} active{due}" if active else "none"
    if overdue:
        text += f"; {overdue} overdue"
    if active and not keepers:
        text += (
            "; nobody is there to run them: leave a chat, `assistant web` or `assistant worker` open,"
            " or: assistant worker --install"
        )
    yield Check(name="routines", ok=not (active and not keepers), text=text)


def _messages(home: "Home") -> Iterator[Check]:
    from agents.messages.health import health
    from assistant.home import wall_clock

    found = health(home.journal, wall_clock())
    text = f"{counted(found.messages, 'message')} in {counted(found.conversations, 'conversation')}"
    if found.model_calls_last_day:
        failed = found.failed_model_calls_last_day
        text += f"; in the last day {failed} of {counted(found.model_calls_last_day, 'model call')} failed"
    yield Check(name="messages", ok=True, text=text)
    if found.dead_letters:
        letters = home.journal.bus.dead_letters()
        names = ", ".join(sorted({letter.subscription for letter in letters}))
        advice = (
            f"{counted(found.dead_letters, 'message')} could not be delivered ({names}: {letters[-1].error})"
        )
        yield Check(name="dead letters", ok=False, text=f"{advice}; check the setting ASSISTANT_NOTIFY")


def _agents(home: "Home") -> Iterator[Check]:
    for name in home.foreign_agents.agents:
        opened = home.foreign_agents.tools(name)
        asks = ", ".join(write.name for write in opened.toolset.writes) or "none"
        yield Check(name=f"agent {name}", ok=True, text=f"{len(opened.tools)} tools; asks before: {asks}")


def _model(home: "Home") -> Iterator[Check]:
    settings = home.settings
    if settings.model_name == "offline":
        text = "offline: built-in rules, no language model; set OPENAI_API_KEY or ASSISTANT_MODEL for one"
        yield Check(name="model", ok=True, text=text)
        return
    from agents.calendar_agent import NAME
    from agents.prompts import prompt
    from agents.trial import tried
    from assistant.bootstrap import build_toolsets, model_called

    model = model_called(home, settings.model_name)
    system = prompt(NAME, user_name=settings.user_name, user_email=settings.user_email)
    answer, seconds = tried(model, system, build_toolsets(home)[NAME].tools, settings.limits)
    text = f"{settings.model_name} answers with a call of a tool, in {seconds:.0f} s"
    if used := answer.usage_metadata:
        text += f" ({used['input_tokens']:,} tokens in, {used['output_tokens']:,} out)"
    yield Check(name="model", ok=True, text=text)


def _size(count: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
