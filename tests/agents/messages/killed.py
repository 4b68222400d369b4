"""Runs the office's request again and again, kills it at many moments, takes it up again, prints each story.

A moment lies within the time that the request takes on this machine, as long as nobody kills it.

A program of its own: it forks, which a process with threads must not do.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from langchain_core.messages import ToolMessage
from langgraph.types import Command

from agents.turn_context import TurnContext
from assistant.testing import calls, says
from tests.agents.messages.office import Office, lines
from tests.patience import PATIENCE_S
from tools.effects.approvals import Answer

ROUNDS = 24
NO_ANSWER_ID = "0" * 32
CONFIG: Any = {"configurable": {"thread_id": "t"}, "recursion_limit": 60}


def brain(asked: Any, answer: str) -> Any:
    """A model that knows from what it is sent how far the work is."""
    return lambda messages: says(answer) if isinstance(messages[-1], ToolMessage) else asked


def office(home: Path) -> Office:
    both = calls(("schedule_event", {"request": "book"}), ("manage_email", {"request": "remind"}))
    return Office(
        home,
        {
            "schedule_event": [brain(both, "All done.")] * 30,
            "create_calendar_event": [brain(calls(("create_calendar_event", {"text": "meeting"})), "ok")]
            * 30,
            "send_email": [brain(calls(("send_email", {"text": "reminder"})), "ok")] * 30,
        },
    )


def work(home: Path) -> Office:
    """From wherever it stands to the end, approving everything."""
    o = office(home)
    for _ in range(20):
        snapshot = o.graph.get_state(CONFIG)
        if not snapshot.values and not snapshot.tasks:
            o.ask("both")
            continue
        if not snapshot.tasks:
            return o
        asked = {i.value["proposal"]: i.id for i in snapshot.interrupts}
        claimed = [p for p in o.book.claimed("t") if p.id in asked]
        if not claimed and asked and len(asked) == len([t for t in snapshot.tasks if t.result is None]):
            o.book.await_answers("t", asked)
            claimed = list(o.book.claim({id: Answer(type="approve") for id in asked}, by="test"))
        for proposal in claimed:
            o.journal.decided("t", proposal.id, "approve", by="test")
        answers = {asked[p.id]: {"type": "approve"} for p in claimed}
        given = Command(resume=answers or {NO_ANSWER_ID: None}) if asked else None
        o.graph.invoke(given, CONFIG, context=TurnContext(), durability="sync")
    raise AssertionError("it does not come to an end")


def killed(home: Path, after_s: float) -> bool:
    """Work in another process that is killed after `after_s`; whether it was."""
    pid = os.fork()
    if pid == 0:
        timer = threading.Timer(after_s, lambda: os.kill(os.getpid(), signal.SIGKILL))
        timer.start()
        work(home)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def main(folder: Path) -> None:
    chance = random.Random(7)
    whole_s = PATIENCE_S
    for number in range(ROUNDS):
        home = folder / str(number)
        times_killed = 0
        while times_killed < 3:
            begin = time.monotonic()
            if not killed(home, chance.uniform(0.1, 1) * whole_s):
                if not times_killed:  # else there was less to do
                    whole_s = min(whole_s, time.monotonic() - begin)
                break
            times_killed += 1
        if os.fork() == 0:
            o = work(home)
            seqs = [m.seq for m in o.journal.messages("t")]
            story = {"killed": times_killed, "lines": lines(o.journal), "seqs": seqs, "tray": o.tray.texts()}
            sys.stdout.write(f"{json.dumps(story)}\n")
            sys.stdout.flush()
            os._exit(0)
        status = os.wait()[1]
        assert status == 0, status


if __name__ == "__main__":
    main(Path(sys.argv[1]))
