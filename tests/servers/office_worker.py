"""The process that a crash test kills: it does what waits for a yes, on the servers of a home."""

from multiprocessing.connection import Connection
from pathlib import Path

from assistant.home import Home
from assistant.settings import load_settings
from bench import crash_workers
from bench.crash_workers import Place
from tools.mail.executor import MailExecutor
from tools.scheduling.executor import EventExecutor


def work_on_servers(folder: Path, at_work: Connection) -> None:
    home = Home(load_settings(home=folder, model="offline", time_zone="Europe/London"))
    executors = [EventExecutor(home.calendar), MailExecutor(home.mailbox, home.outbox)]
    try:
        crash_workers.work(Place(folder, folder, 0), executors, at_work)
    finally:
        home.close()
