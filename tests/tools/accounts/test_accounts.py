"""Accounts are kept in a file without secrets, and secrets where nobody else reads them."""

import os
import stat
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from tools.accounts.account import Account, Auth, Endpoint, OAuthClient, name_for
from tools.accounts.accounts_file import load_accounts, save_accounts
from tools.accounts.secrets import CLIENT_SECRET, Secrets
from tools.accounts.system_keyring import SystemKeyring
from tools.errors import SettingsError

WORK = Account(
    name="work",
    address="sam@example.com",
    user='DOMAIN\\sam "x"',
    caldav_url="https://dav.example.com/",
    calendar="Bürotermine 🗓",
    imap=Endpoint(host="imap.example.com", port=993),
    smtp=Endpoint(host="smtp.example.com", port=587, security="starttls"),
    files_sent=True,
    mail_folder="mail-work",
)
HOME = Account(
    name="home",
    address="sam@gmail.com",
    user="sam@gmail.com",
    auth=Auth.XOAUTH2,
    oauth=OAuthClient(provider="google", client_id="1.apps"),
)


class Ring(KeyringBackend):
    """A keyring of the system, in memory."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked


def test_accounts_are_read_as_they_were_written(tmp_path: Path):
    save_accounts(tmp_path / "accounts.toml", [WORK, HOME])
    assert load_accounts(tmp_path / "accounts.toml") == (WORK, HOME)
    assert stat.S_IMODE((tmp_path / "accounts.toml").stat().st_mode) == 0o600


def test_without_a_file_there_are_no_accounts(tmp_path: Path):
    assert load_accounts(tmp_path / "accounts.toml") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[work", "can't be read"),
        ("work = 1", "'work' is no table"),
        ('[work]\naddress = "a@b"', "work.user: Field required"),
        ('[work]\naddress = "a@b"\nuser = "a"\nwhat = 1', "work.what: Extra inputs"),
        ('["Not a name"]\naddress = "a@b"\nuser = "a"', "name"),
        ('[work]\naddress = "a@b"\nuser = "a"\ncaldav_url = "http://dav.example.com/"', "would show mails"),
        (
            '[work]\naddress = "a@b"\nuser = "a"\nimap = {host = "x.org", port = 143, security = "plain"}',
            "x.org would show mails",
        ),
    ],
)
def test_a_bad_accounts_file_is_one_sentence_that_says_where(tmp_path: Path, text, said):
    path = tmp_path / "accounts.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=said):
        load_accounts(path)


def test_plain_connections_are_for_this_machine_unless_the_account_says_so():
    local = WORK.model_copy(update={"caldav_url": "http://127.0.0.1:5232/"})
    assert local.unprotected() == ()
    away = WORK.model_copy(update={"caldav_url": "http://dav.example.com/", "plain": True})
    assert away.unprotected() == ("dav.example.com",)


@pytest.mark.parametrize(
    ("address", "taken", "name"),
    [
        ("sam@example.com", (), "example"),
        ("sam@mail.example.co", ("example",), "example-2"),
        ("sam@localhost", (), "localhost"),
        ("sam@müller.de", (), "m-ller"),
    ],
)
def test_an_account_is_called_as_its_domain(address, taken, name):
    assert name_for(address, frozenset(taken)) == name


def test_without_a_keyring_secrets_are_in_a_file_that_only_its_owner_reads(tmp_path: Path):
    secrets = Secrets(tmp_path / "secrets.toml", environment={})
    assert secrets.get(WORK) is None
    assert secrets.put(WORK, 'pä"ss\\word') == str(tmp_path / "secrets.toml")
    secrets.put(HOME, "token")
    secrets.put(HOME, "s3cret", CLIENT_SECRET)
    assert stat.S_IMODE((tmp_path / "secrets.toml").stat().st_mode) == 0o600
    again = Secrets(tmp_path / "secrets.toml", environment={})
    assert (again.get(WORK), again.get(HOME), again.get(HOME, CLIENT_SECRET)) == (
        'pä"ss\\word',
        "token",
        "s3cret",
    )
    again.remove(HOME)
    assert again.get(HOME) is None and again.get(WORK)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_file_of_secrets_that_others_can_read_is_not_used(tmp_path: Path):
    secrets = Secrets(tmp_path / "secrets.toml", environment={})
    secrets.put(WORK, "secret")
    (tmp_path / "secrets.toml").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        secrets.get(WORK)


def test_a_damaged_file_of_secrets_is_not_shown(tmp_path: Path):
    path = tmp_path / "secrets.toml"
    path.touch(mode=0o600)
    path.write_text('[work]\npassword = "hunter2')
    with pytest.raises(SettingsError) as raised:
        Secrets(path, environment={}).get(WORK)
    assert "hunter2" not in str(raised.value) and raised.value.__cause__ is None


def test_with_a_keyring_nothing_is_in_a_file(tmp_path: Path):
    ring = Ring()
    secrets = Secrets(tmp_path / "secrets.toml", environment={}, keyring=lambda: SystemKeyring(ring))
    assert secrets.put(WORK, "secret") == "the system's keyring"
    assert secrets.get(WORK) == "secret" and list(tmp_path.iterdir()) == []
    secrets.remove(WORK)
    assert secrets.get(WORK) is None and ring.kept == {}


def test_a_locked_keyring_leaves_the_file(tmp_path: Path):
    ring = Ring()
    secrets = Secrets(tmp_path / "secrets.toml", environment={}, keyring=lambda: SystemKeyring(ring))
    ring.locked = True
    assert secrets.put(WORK, "secret") == str(tmp_path / "secrets.toml")
    assert secrets.get(WORK) == "secret"
    ring.locked = False
    assert secrets.put(WORK, "newer") == "the system's keyring"
    assert secrets.get(WORK) == "newer" and "secret" not in (tmp_path / "secrets.toml").read_text()


def test_the_environment_counts_for_this_run_and_the_keyring_is_not_asked(tmp_path: Path):
    def keyring() -> None:
        raise AssertionError("asked")

    secrets = Secrets(
        tmp_path / "secrets.toml", environment={"ASSISTANT_WORK_PASSWORD": "given"}, keyring=keyring
    )
    assert secrets.get(WORK) == "given"
    assert "given" not in repr(secrets)
