"""CalDAV servers that no one here wrote, started on loopback: Radicale and xandikos."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from caldav import DAVClient

from tests.patience import PATIENCE_S
from tests.servers.ports import free_port

PASSWORD = "secret"


@dataclass
class RunningServer:
    """A server with one user, `sam`, and one empty calendar, `personal`."""

    url: str
    command: list[str]
    process: "subprocess.Popen[bytes]"
    log: Path

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        self.process = launch(self.command, self.log)
        wait_for_port(int(self.url.rsplit(":", 1)[1].split("/")[0]))


def launch(
    command: list[str], log: Path, *, env: dict[str, str] | None = None, folder: Path | None = None
) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=env, cwd=folder
        )


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)


@contextmanager
def radicale(
    folder: Path, *, password: str = PASSWORD, certificate: tuple[Path, Path] | None = None, more: str = ""
) -> Iterator[RunningServer]:
    """With a `certificate` (and its key) only over TLS, as `localhost`; `more` are further settings.

    There is a second user, `ana`, without a calendar.
    """
    port = free_port()
    config = folder / "radicale.conf"
    (folder / "users").write_text(f"sam:{password}\nana:{password}\n")
    tls = "ssl = True\ncertificate = {}\nkey = {}\n".format(*certificate) if certificate else ""
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n{tls}"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\nhtpasswd_encryption = plain\n"
        "delay = 0\n"
        f"[storage]\nfilesystem_folder = {folder / 'radicale'}\n{more}"
    )
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    url = f"https://localhost:{port}/" if certificate else f"http://127.0.0.1:{port}/"
    ca_file = str(certificate[0]) if certificate else ""
    yield from _running(url, command, port, folder / "radicale.log", password, ca_file)


@contextmanager
def xandikos(folder: Path) -> Iterator[RunningServer]:
    port = free_port()
    data = folder / "xandikos"
    data.mkdir()
    command = [sys.executable, "-m", "xandikos", "serve", "--defaults", "--autocreate", "-d", str(data)]
    command += ["-l", "127.0.0.1", "-p", str(port), "--current-user-principal", "/sam/"]
    yield from _running(f"http://127.0.0.1:{port}/", command, port, folder / "xandikos.log")


def _running(
    url: str, command: list[str], port: int, log: Path, password: str = PASSWORD, ca_file: str = ""
) -> Iterator[RunningServer]:
    server = RunningServer(url, command, launch(command, log), log)
    try:
        wait_for_port(port)
        make_calendar(url, password, ca_file)
        yield server
    finally:
        server.stop()


@contextmanager
def client_of(url: str, password: str = PASSWORD, ca_file: str = "") -> Iterator[DAVClient]:
    trusted = ca_file or True
    with DAVClient(
        url, username="sam", password=password, timeout=PATIENCE_S, ssl_verify_cert=trusted
    ) as client:
        yield client


def make_calendar(url: str, password: str = PASSWORD, ca_file: str = "") -> None:
    """One calendar called `personal`, empty, and no other."""
    with client_of(url, password, ca_file) as client:
        principal = client.principal()
        for calendar in principal.get_calendars():
            calendar.delete()
        principal.make_calendar(name="personal")
