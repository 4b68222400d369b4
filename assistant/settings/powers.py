"""What a setting could do to a person if somebody else wrote it."""

from enum import StrEnum


class Power(StrEnum):
    """Which harm a setting can do; each field of the settings says it of itself."""

    NONE = "harmless"
    """Taken from the `.env` of any working folder."""
    CODE = "runs code"
    HOME = "opens another home"
    QUESTION = "lets more go ahead without a question"
    ADDRESS = "says where a key, the conversation or an answer to you is sent"
    LIMIT = "lifts a limit of yours"
