"""A Dovecot of our own on loopback, without root: an IMAP server that no one here wrote."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path
from types import MappingProxyType

from tests.patience import PATIENCE_S
from tests.servers.ports import free_port

USER, PASSWORD = "sam", "sécret pass"

CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {owner}
default_login_user = {owner}
default_internal_group = {group}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
mail_max_userip_connections = 100
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mailbox
}}
{more}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/mailbox/Maildir
mail_plugins = quota
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage={quota}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Gesendet {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Entwürfe {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Archiv {{
    auto = subscribe
    special_use = \\Archive
  }}
  mailbox Papierkorb {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
"""


@dataclass
class Dovecot:
    """A server with one user; its folders have German names, and are known by their special use."""

    home: Path
    port: int
    tls_port: int
    certificate: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        owner = pwd.getpwuid(self.home.stat().st_uid)
        options = (
            {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        )
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home)},
            start_new_session=True,
            **options,
        )
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.client().logout()
                return
            except (OSError, IMAP4.error):
                assert self.process.poll() is None, (self.home / "dovecot.log").read_text()
                assert time.monotonic() < deadline, "dovecot did not start"
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            # With all that it has started: a connection that is open would go on.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def client(self) -> IMAP4:
        """Another mail program, logged in."""
        client = IMAP4("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        except (OSError, IMAP4.error):
            client.shutdown()
            raise
        return client

    def empty(self) -> None:
        """Remove all mail and all folders, as on the first day; nobody may be logged in."""
        shutil.rmtree(self.home / "mailbox", ignore_errors=True)


BARE = "imap_capability = IMAP4rev1 AUTH=PLAIN"
"""What a server says that knows none of the extensions."""

OAUTH2 = """
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
"""
"""Logs in with tokens, which it has judged as `oauth2.conf` says."""


@contextmanager
def running_dovecot(
    quota: str = "500M", *, more: str = "", files: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Dovecot]:
    """A server in a folder of its own, which another user can reach: Dovecot refuses to work as root.

    `more` are lines of its settings, and `files` are put beside them; `{home}` is where that is.
    """
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        home = Path(name)
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                *("-nodes", "-days", "1", "-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            ],
            check=True,
            capture_output=True,
        )
        server = Dovecot(home, free_port(), free_port(), home / "cert.pem")
        (home / "users").write_text(f"{USER}:{{plain}}{PASSWORD}::::::\n")
        (home / "dovecot.conf").write_text(
            CONFIG.format(
                home=home,
                owner=owner.pw_name,
                group=grp.getgrgid(owner.pw_gid).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                port=server.port,
                tls_port=server.tls_port,
                quota=quota,
                more=more.format(home=home),
            )
        )
        for file, content in files.items():
            (home / file).write_text(content)
        if os.getuid() == 0:
            for path in (home, *home.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        try:
            server.start()
            yield server
        finally:
            server.stop()
