"""Words that say where something is."""

from tools.patterns import Pattern, Spoken

ROOMS = frozenset(
    "cafeteria canteen cafe café kitchen lobby office lounge library gym hall auditorium room atrium "
    "restaurant pub bar park garden rooftop boardroom basement church school beach diner bakery hotel mall "
    "museum theater theatre cinema stadium studio terrace patio pool zoo clubhouse clinic courtyard".split()
)
"""What says that words are a place."""
_NUMBERED = Spoken(r"(?:the )?room [\w-]+")
_SOMEBODYS = Pattern(r"[A-Z][\w-]*(?: [A-Z][\w-]*)?['’]s")


def names_a_place(words: str) -> bool:
    """Whether `words` can be nothing else: "the beach", "room 4", "Chili's"."""
    last = words.lower().split()[-1:]
    return bool(ROOMS.intersection(last)) or any(
        form.fullmatch(words) is not None for form in (_NUMBERED, _SOMEBODYS)
    )
