"""The error tree.

    AssistantError                 a sentence for a person; `exit_code` is what a command ends with
    ├── InputError                 2   what was given can't be used
    │   └── SettingsError          2   a setting has a value that can't be used
    ├── NotFoundError              4   no such thread, approval or effect
    ├── ConflictError              5   already answered, or no longer what was shown
    │   └── StaleError             5   the world changed since it was looked at
    ├── StorageError               1   the home can't be read or written; nothing was changed
    │   └── CorruptDatabaseError   1   the database is damaged; nothing was overwritten
    ├── ModelError                 1   no model answered
    │   └── LimitReachedError      1   a limit of the settings stopped the work
    ├── DeliveryError              1   an effect didn't reach its destination
    │   ├── PassingError           1   worth another try later
    │   └── FinalError             1   will not succeed as it is
    │       └── RevokedError       1   the grant that let it through was revoked
    └── ToolError                  1   written for the model: what is wrong, with which value, what would work
        ├── UnknownIdError         1   nothing has this id
        ├── AmbiguousError         1   several things fit; `candidates` names them
        └── StillReadingError      1   an index isn't finished, so nothing is said; also a PassingError

Anything else that is raised is a bug.
"""

from collections.abc import Mapping, Sequence
from errno import ENOSPC
from typing import Any

from tools.redaction import REDACTION


class AssistantError(Exception):
    """Something a person can act on, said in one sentence."""

    exit_code = 1
    code = "failed"
    retryable = False

    def __init__(self, message: str) -> None:
        # Much of it is what servers said, who may have been sent a key.
        self.message = REDACTION.sentence(message)
        super().__init__(self.message)


class InputError(AssistantError):
    """What was given can't be used; nothing was done."""

    exit_code = 2
    code = "bad_input"


class SettingsError(InputError):
    """A setting has a value that can't be used."""

    code = "bad_setting"


class NotFoundError(AssistantError):
    """There is no such thread, approval or effect."""

    exit_code = 4
    code = "not_found"


class ConflictError(AssistantError):
    """It was answered already, or is no longer what was shown; nothing was done."""

    exit_code = 5
    code = "conflict"


class StaleError(ConflictError):
    """The world changed since it was looked at; nothing was done."""

    code = "stale"


class StorageError(AssistantError):
    """The home can't be read or written."""

    code = "storage"


class CorruptDatabaseError(StorageError):
    """The database is damaged; nothing in it was overwritten."""

    code = "corrupt_database"


def storage_error(error: OSError) -> StorageError:
    """What the operating system refused, as a sentence: a full disk, a folder that may not be read, …"""
    where = f"{error.filename}: " if error.filename else ""
    advice = "make room on the disk" if error.errno == ENOSPC else "check the disk, and owner and mode"
    return StorageError(f"{where}{error.strerror or error}; {advice}, and try again")


class ModelError(AssistantError):
    """No model answered in a way that could be used."""

    code = "model"

    def __init__(self, message: str, *, code: str = "model", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class LimitReachedError(ModelError):
    """A limit of the settings stopped the work; what was done until then stays done."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="limit")


class DeliveryError(AssistantError):
    """An effect didn't reach its destination.

    `progress` is what did get done: the next attempt finds it in `Intent.progress`. For a mail,
    `recipients` holds those with a final answer, `deferred` those that are tried again.
    `uncertain`: it may have reached the destination after all.
    """

    code = "delivery"

    def __init__(
        self, message: str, *, progress: Mapping[str, Any] | None = None, uncertain: bool = False
    ) -> None:
        super().__init__(message)
        self.progress = dict(progress or {})
        self.uncertain = uncertain


class PassingError(DeliveryError):
    """It didn't work this time and may later: a timeout, a refused connection, a 4xx reply."""

    code = "delivery_passing"
    retryable = True


class FinalError(DeliveryError):
    """It will not work as it is: a 5xx reply, a refused address."""

    code = "delivery_final"


class RevokedError(FinalError):
    """The grant that let it through was revoked before it was done; nothing was done."""

    code = "revoked"


class ToolError(AssistantError):
    """A tool can't do what was asked; the message is for the model to act on."""

    code = "tool"


class StillReadingError(PassingError, ToolError):
    """A calendar or mailbox has not been read to its end: what wasn't found may be there all the same.

    The reading goes on meanwhile, so that a later look comes further.
    """

    code = "still_reading"

    def __init__(self, what: str, done: int, total: int) -> None:
        super().__init__(
            f"{what} is still being read, {done:,} of {total:,} files so far, so nothing certain can be "
            "said yet; the reading goes on: ask again in a moment"
        )


ASK_WHICH = ". Ask which is meant"


class UnknownIdError(ToolError):
    """Nothing has this id, or an id that begins so."""

    code = "unknown_id"


class AmbiguousError(ToolError):
    """Several things fit equally well; `candidates` names them, best first.

    The message may end with ASK_WHICH, which a person who is asked already need not hear.
    """

    code = "ambiguous"

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)
