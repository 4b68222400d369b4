"""The tasks as the built-in model is handed them."""

from agents.offline.asking.messages import Request
from agents.offline.asking.script import Script
from agents.offline.asking.specialists import Specialist
from agents.offline.reading.frames import Frame
from agents.offline.reading.nouns import Called
from agents.offline.reading.subjects import By
from agents.offline.tasks.changing import changed
from agents.offline.tasks.frames import TASKS as DOMAIN
from agents.offline.tasks.frames import DeleteTask
from agents.offline.tasks.inquiries import held, listed, read_out
from agents.offline.tasks.making import made
from agents.offline.tasks.words import NOUNS


def _turn(request: Request) -> Script:
    # Loaded at its first call, as every agent's own code.
    from agents.offline.tasks.turn import tasks_turn

    return tasks_turn(request)


def _removed(frame: Frame) -> Frame:
    """ "Delete it", where it is a task."""
    return DeleteTask(frame.begin, frame.stop, target=frame.target, leftovers=frame.leftovers)


TASKS = Specialist(
    called=Called(domain=DOMAIN, kind="task", nouns=NOUNS, kinds=NOUNS),
    tool="manage_tasks",
    own_tool="create_task",
    turn=_turn,
    wholes=[made, changed, read_out],
    questions=[(By.FORM, listed)],
    conditions=[(By.FORM, listed), (By.FORM, held)],
    removed=_removed,
)
