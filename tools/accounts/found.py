"""What was found out about the servers of an address."""

from tools.accounts.account import AccountValue, Endpoint


class Found(AccountValue):
    """Servers, as far as they are known."""

    caldav_url: str = ""
    imap: Endpoint | None = None
    smtp: Endpoint | None = None
    user: str = ""
    """The user name, where it is said to be something else than the address."""
    source: str = ""
    """Who says so, for a person."""
    files_sent: bool = False
    provider: str = ""
    advice: str = ""
    """How to get in, for a person."""
    unproven: tuple[str, ...] = ()
    """Machines of other domains that only DNS names, which can be forged: a person has to say that they
    are right before a password goes there (RFC 6186, 6)."""

    @property
    def is_complete(self) -> bool:
        return bool(self.caldav_url and self.imap and self.smtp)

    @property
    def is_empty(self) -> bool:
        return not (self.caldav_url or self.imap or self.smtp)

    def filled_from(self, other: "Found") -> "Found":
        """This, and from `other` what is missing here."""
        return self.model_copy(
            update={
                "caldav_url": self.caldav_url or other.caldav_url,
                "imap": self.imap or other.imap,
                "smtp": self.smtp or other.smtp,
                "user": self.user or other.user,
                "source": ", ".join(dict.fromkeys(filter(None, (self.source, other.source)))),
                "files_sent": self.files_sent or other.files_sent,
                "provider": self.provider or other.provider,
                "advice": self.advice or other.advice,
                "unproven": tuple(dict.fromkeys((*self.unproven, *other.unproven))),
            }
        )
