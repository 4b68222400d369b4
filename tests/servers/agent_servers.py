"""Servers of LangGraph's protocol with our graph, as processes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE_S, eventually
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
AEGRA = Path(f"{sys.prefix}-aegra") / "bin" / "python"
"""In an environment of its own, which `make test-all` sets up: it wants other versions than the tests."""


class AgentServer:
    """A server that can be killed and started again, on the same port and with what it has kept."""

    def __init__(
        self, command: list[str], folder: Path, environment: Mapping[str, str], port: int, health: str
    ) -> None:
        """`health`: where it says that it is up."""
        self.url = f"http://127.0.0.1:{port}"
        self._health = f"{self.url}{health}"
        self._command = command
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come back once it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        eventually(self._answers, f"a server to answer; {self._folder / 'server.log'} says why it doesn't")

    def wait_for_death(self) -> None:
        """Until it has killed itself."""
        assert self._process is not None
        assert self._process.wait(PATIENCE_S) == -signal.SIGKILL

    def stop(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        assert self._process is not None
        log = self._folder / "server.log"
        assert self._process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        try:
            with urllib.request.urlopen(self._health, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def configuration(folder: Path) -> Path:
    """langgraph.json as it is at the root, for a server that is started in `folder`."""
    told = json.loads((ROOT / "langgraph.json").read_text("utf-8"))
    told["dependencies"] = [str(ROOT / each) for each in told["dependencies"]]
    told["graphs"] = {name: str(ROOT / path) for name, path in told["graphs"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "langgraph.json"
    written.write_text(json.dumps(told), "utf-8")
    return written


@contextmanager
def langgraph_dev(folder: Path, environment: Mapping[str, str]) -> Iterator[AgentServer]:
    """`langgraph dev` with the configuration at the root, its state in `folder`."""
    port = free_port()
    command = [sys.executable, "-m", "langgraph_cli", "dev", "--config", str(configuration(folder))]
    command += ["--no-browser", "--no-reload", "--port", str(port)]
    quiet = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false"}
    with _running(AgentServer(command, folder, {**quiet, **environment}, port, "/ok")) as server:
        yield server


@contextmanager
def aegra(folder: Path, environment: Mapping[str, str], database: str) -> Iterator[AgentServer]:
    """aegra with the same configuration, its state in a PostgreSQL at `database`."""
    port = free_port()
    configuration(folder)
    command = [str(AEGRA), "-m", "uvicorn", "aegra_api.main:app", "--port", str(port)]
    settings = {"AEGRA_CONFIG": "langgraph.json", "AUTH_TYPE": "custom", "DATABASE_URL": database}
    with _running(AgentServer(command, folder, {**settings, **environment}, port, "/health")) as server:
        yield server


@contextmanager
def _running(server: AgentServer) -> Iterator[AgentServer]:
    try:
        server.start()
        yield server
    finally:
        server.stop()
