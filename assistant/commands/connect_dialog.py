"""The dialogue of `assistant connect`: what isn't given is found out, or asked for at a terminal."""

import getpass
import os
import sys
from collections.abc import Iterable

from assistant.accounts.connecting import GivenSecrets
from assistant.accounts.server_text import endpoint, folders_in, server_lines
from assistant.accounts.trials import Trial, try_servers, without_failed
from assistant.commands.command import Command
from assistant.contract import DONE, FAILED
from assistant.views.text import clean
from tools.accounts.account import Account, Auth, OAuthClient
from tools.accounts.found import Found
from tools.accounts.providers import Provider, oauth_provider
from tools.errors import InputError
from tools.people.domains import one_address


class Connecting:
    """One run of the command; the person is asked only where stdin and stderr are a terminal."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._options = command.options
        self._asks = sys.stdin.isatty() and sys.stderr.isatty() and not command.options.json

    def run(self) -> int:
        """The exit code; an account is kept when at least one of its servers works.

        Raises:
            InputError: what has to be known isn't given, can't be found out, and nobody is there to be asked.
        """
        address = self._options.address or self._ask("Your mail address: ", "give the address")
        try:
            address = one_address(address)
        except ValueError as error:
            raise InputError(f"{address!r} is no mail address: {error}") from error
        provider, found = self._find(address)
        if found.is_empty:
            advice = f" {found.advice}" if found.advice else ""
            raise InputError(
                f"no servers were found for {address}; give --caldav, --imap and --smtp.{advice}"
            )
        self._tell(server_lines(found))
        if found.source:
            self._tell([f"  (said by {found.source})"])
        self._check_unproven(found)
        while True:
            account, given = self._account(address, provider, found)
            code = self._try(account, given, found)
            if code is not None:
                return code

    def _try(self, account: Account, given: GivenSecrets, found: Found) -> int | None:
        """The exit code, or None to begin again."""
        trials = []
        for trial in try_servers(account, given):
            self._tell([trial.line()])
            trials.append(trial)
        working = without_failed(account, trials)
        if working is None:
            if found.advice:
                self._tell([found.advice])
            if self._asks and self._yes("Nothing works so far. Try another password?"):
                return None
            return self._report(None, trials, "", found.advice)
        place = self._command.home.connections.keep(working, given)
        return self._report(working, trials, place, found.advice)

    def _report(self, account: Account | None, trials: Iterable[Trial], place: str, advice: str) -> int:
        trials = list(trials)
        failed = [trial.server for trial in trials if not trial.ok]
        document = {
            "account": account.model_dump(mode="json", exclude_none=True) if account else None,
            "trials": [trial.json_dict() for trial in trials],
            "secret_kept_in": place or None,
            "advice": advice or None,
        }
        if account is None:
            note = "Nothing was kept."
        else:
            left_out = f" Left out: {', '.join(failed)}." if failed else ""
            note = (
                f"Kept as {account.name!r}; its password is in {place}.{left_out}\n"
                "Fetch everything now with: assistant sync. The chat does so beside it."
            )
        self._command.show(document, lambda view: view.note(note))
        return FAILED if failed else DONE

    def _find(self, address: str) -> tuple[Provider | None, Found]:
        """Servers: those that were given, and for the others what can be found out."""
        options = self._options
        plain = options.plain
        given = Found(
            caldav_url=options.caldav if options.caldav not in (None, "none") else "",
            imap=endpoint("imap", options.imap, plain=plain),
            smtp=endpoint("smtp", options.smtp, plain=plain),
        )
        if any((options.caldav, options.imap, options.smtp)):
            # Whoever names servers says which ones: nothing else is connected, and nobody is asked.
            return None, given
        from tools.accounts.discovery import Discovery

        self._tell([f"Looking for the servers of {address.rpartition('@')[2]} …"])
        discovery = Discovery()
        try:
            provider = discovery.provider(address)
            auth = (
                Auth.XOAUTH2 if options.oauth or (provider and provider.password == "no") else Auth.PASSWORD
            )
            return provider, discovery.servers_of(address, auth)
        finally:
            discovery.close()

    def _check_unproven(self, found: Found) -> None:
        if not found.unproven:
            return
        doubt = f"DNS names {', '.join(found.unproven)}, of another domain, and anybody on the way could have"
        if not self._asks:
            raise InputError(f"{doubt}; if that is right, name the servers with --caldav, --imap, --smtp")
        if not self._yes(f"{doubt}. Is that right?"):
            raise InputError("nothing was connected; name the servers with --caldav, --imap, --smtp")

    def _account(self, address: str, provider: Provider | None, found: Found) -> tuple[Account, GivenSecrets]:
        options = self._options
        client = self._client(provider)
        user = options.user or found.user or address
        if self._asks and not options.user:
            user = self._ask(f"User name [{user}]: ", "") or user
        account = self._command.home.connections.new_account(
            address,
            found,
            user=user,
            name=options.name,
            calendar=options.calendar,
            folders=folders_in(options.folder),
            ca_file=options.ca,
            oauth=client,
            plain=options.plain,
        )
        if client is None:
            if found.advice:
                self._tell([found.advice])
            if self._is_in_environment(account):
                return account, GivenSecrets(os.environ[account.variable], place=account.variable)
            return account, GivenSecrets(self._password(account))
        secret = os.environ.get("ASSISTANT_CLIENT_SECRET", "")
        if self._asks and not secret:
            secret = getpass.getpass("Client secret (empty if there is none): ")
        return account, GivenSecrets(self._refresh_token(account, client, secret), secret)

    def _client(self, provider: Provider | None) -> OAuthClient | None:
        if not (self._options.oauth or (provider and provider.password == "no")):
            return None
        if provider is None or provider.oauth is None:
            raise InputError("--oauth is for Google and Microsoft; this address is kept by neither")
        oauth = provider.oauth
        id = self._options.client_id or os.environ.get("ASSISTANT_CLIENT_ID", "")
        if not id:
            self._tell([f"{oauth.help} {oauth.link}"])
            id = self._ask("Client id: ", f"give --client-id. {oauth.help} {oauth.link}")
        return OAuthClient(provider=provider.key, client_id=id)

    def _refresh_token(self, account: Account, client: OAuthClient, secret: str) -> str:
        from tools.accounts.consent import Client, by_code, by_redirect

        if self._options.password_stdin:
            return self._password(account)
        provider = oauth_provider(client.provider)
        if self._options.device:
            if not provider.device_url:
                raise InputError(f"{provider.name} gives no codes for mail and calendars; leave out --device")
            return by_code(
                provider,
                Client(client.client_id, secret),
                lambda page, code: self._tell([f"Open {page} and type: {code}"]),
            )

        def open_page(address: str) -> None:
            import webbrowser

            self._tell(["Say yes in your browser; if none opens, open this:", address])
            webbrowser.open(address)

        return by_redirect(provider, Client(client.client_id, secret), account.address, open_page)

    def _password(self, account: Account) -> str:
        if self._options.password_stdin:
            if password := sys.stdin.readline().rstrip("\r\n"):
                return password
            raise InputError("stdin holds no password")
        if not self._asks:
            raise InputError(f"give the password with --password-stdin, or in {account.variable}")
        return getpass.getpass("Password (not shown): ")

    def _is_in_environment(self, account: Account) -> bool:
        return not self._options.password_stdin and bool(os.environ.get(account.variable))

    def _ask(self, question: str, otherwise: str) -> str:
        """What the person types; without a person that is an error."""
        if not self._asks:
            raise InputError(otherwise)
        sys.stderr.write(clean(question))
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    def _yes(self, question: str) -> bool:
        return self._ask(f"{question} (y/N) ", "").casefold() in ("y", "yes")

    def _tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            sys.stderr.write(f"{clean(line)}\n")
        sys.stderr.flush()
