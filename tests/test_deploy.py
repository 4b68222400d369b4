"""What `deploy/` promises a service manager is what the program has."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from assistant.commands.parser import parser
from assistant.serving.agent.door import OWN_THREADS
from assistant.serving.monitor.endpoint import Monitor
from assistant.serving.web.app import SETTLE_S
from assistant.settings.settings import BY_VARIABLE
from tests.conftest import needs_program
from tests.servers.postgres import postgres, program
from tools.database.postgres import PostgresDatabase

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OF_OTHERS = {
    *("AEGRA_CONFIG", "AUTH_TYPE", "DATABASE_URL", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"),
    *("PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"),
}
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("worker", "web", "agent-server")


def known(names: set[str]) -> bool:
    """Whether each is a setting of ours, or of a program that is run beside."""
    return names <= {*BY_VARIABLE, *OF_OTHERS}


def unit(path: Path) -> dict[str, list[str]]:
    """What a unit sets, each key with all its values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", ["worker", "web"])
def test_the_commands_of_the_services_are_commands(name):
    assert parser().parse_args(SERVICES[name]["command"]).run.__name__ == f"run_{name}"


def test_each_setting_that_is_given_is_one():
    for service in SERVICES.values():
        assert known(set(service["environment"])), service["environment"]
    lines = (DEPLOY / "settings.env.example").read_text("utf-8")
    assert known(set(re.findall(r"^(\w+)=", lines, re.MULTILINE)))
    assert known(set(re.findall(r"\b([A-Z]+_[A-Z_]+)=", (DEPLOY / "Dockerfile").read_text("utf-8"))))
    for path in UNITS:
        assert known(set(re.findall(r"(\w+)=", " ".join(unit(path)["Environment"]))))


def test_two_workers_a_browser_and_a_server_for_clients_go_to_one_database():
    assert SERVICES["worker"]["deploy"]["replicas"] >= 2
    addresses = {SERVICES[name]["environment"]["ASSISTANT_DATABASE"] for name in OURS}
    assert len(addresses) == 1
    assert "@postgres/" in addresses.pop()


@pytest.mark.parametrize("name", OURS)
def test_nothing_is_published_beyond_this_machine_and_nobody_is_root_or_may_become_it(name):
    service = SERVICES[name]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] and "no-new-privileges:true" in service["security_opt"]
    stages = (DEPLOY / "Dockerfile").read_text("utf-8").split("\nFROM ")
    [stage] = [each for each in stages if f" AS {service['build']['target']}\n" in each]
    assert "\nUSER assistant\n" in stage


@pytest.mark.parametrize("name", OURS)
def test_what_is_asked_for_health_is_answered_there(name):
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", SERVICES[name]["healthcheck"]["test"][-1])
    assert asked
    if name != "agent-server":
        assert SERVICES[name]["environment"]["ASSISTANT_MONITOR"].endswith(f":{asked[1]}")
        assert Monitor(lambda: None, None).answer(asked[2])[0] == 200


@pytest.mark.parametrize("name", OURS)
def test_there_is_time_to_end_what_is_being_done(name):
    assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > SETTLE_S


def test_what_the_images_are_made_of_is_there():
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = [name for line in re.findall(r"^COPY (.*)$", text, re.MULTILINE) for name in line.split()[:-1]]
    assert copied and all((ROOT / name).exists() for name in copied)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = {extra for group in re.findall(r"\.\[([\w,]+)\]", text) for extra in group.split(",")}
    assert asked <= set(extras) and {"postgres", "web", "metrics"} <= asked
    # For several people: an older one lets them into each other's threads.
    assert "'aegra-api>=0.11,<0.12'" in text and OWN_THREADS == (0, 11)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(path, tmp_path):
    needs_program("systemd-analyze")
    # It looks whether the program is there, and where it is said to be it isn't here.
    program = shutil.which("true")
    there = tmp_path / path.name
    there.write_text(path.read_text("utf-8").replace("/opt/assistant/.venv/bin/assistant", str(program)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", there], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_is_monitored_and_may_end_its_work(path):
    told = unit(path)
    [line] = told["ExecStart"]
    assert parser().parse_args(shlex.split(line)[1:]).run.__name__.removeprefix("run_") in path.name
    assert int(told["TimeoutStopSec"][0]) > SETTLE_S
    assert "ASSISTANT_MONITOR=127.0.0.1:" in " ".join(told["Environment"])


def test_docker_takes_the_services(tmp_path):
    docker = shutil.which("docker")
    asked = [docker or "docker", "compose", "version"]
    if docker is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no docker compose here")
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=abc\n")
    (tmp_path / "compose.yaml").write_text((DEPLOY / "compose.yaml").read_text("utf-8"))
    command = [docker, "compose", "--project-directory", tmp_path, "config", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)["services"]) == set(SERVICES)


def test_the_versions_of_the_tests_are_given_to_pip_as_it_takes_them():
    [command] = re.findall(
        r"^RUN (sed .*) > /tmp/versions", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    done = subprocess.run(shlex.split(command), cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
    odd = [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!+-]+( ;.*)?", line)]
    assert lines and odd == []


def test_the_role_that_the_image_makes_is_no_superuser_and_owns_the_database():
    if program("psql") is None or program("initdb") is None:
        needs_program("psql")
    with postgres() as address:
        port = address.partition("127.0.0.1:")[2].partition("/")[0]
        where = {"PGHOST": "127.0.0.1", "PGPORT": port, "POSTGRES_PASSWORD": "it's \\ one"}
        subprocess.run([DEPLOY / "a_role_of_its_own.sh"], env={**os.environ, **where}, check=True)
        ours = PostgresDatabase(f"postgresql://assistant@127.0.0.1:{port}/assistant")
        with ours.transaction() as connection:
            connection.execute("CREATE TABLE kept (id INTEGER)")
        assert ours.advice() == ""
        ours.close()
        administrator = PostgresDatabase(address)
        assert "no superuser" in administrator.advice()
        administrator.close()
        with psycopg.connect(address) as other:
            roles = dict(other.execute("SELECT rolname, rolpassword FROM pg_authid").fetchall())
        assert roles["assistant"].startswith("SCRAM-SHA-256$")
