"""A reference in the words of an answer: "meeting 'Budget' with Ana on Friday"."""

from agents.offline.asking.questions import together
from agents.offline.reading import when
from agents.offline.reading.references import Reference
from tools.patterns import Spoken

_ON = Spoken(r"\bon (?=to(?:day|morrow|night)\b|next\b|this\b)")
_PLURALS = frozenset({"meetings", "events", "appointments", "calls"})
_NO_NOUNS = frozenset(
    {"it", "them", "anything", "something", "calendar", "schedule", "agenda", "diary", "thing", "things"}
)


def described(ref: Reference) -> str:
    """A reference in a sentence: "meeting with Ana on Friday"."""
    text = _described(ref)
    filters = ref.filters
    further = [
        f"in the calendar '{filters.calendar}'" if filters.calendar else "",
        f"in {filters.place}" if filters.place else "",
        f"longer than {when.length(filters.longer)}" if filters.longer else "",
        f"shorter than {when.length(filters.shorter)}" if filters.shorter else "",
        "for whole days" if filters.whole_days else "",
        "without guests" if filters.alone else "",
        "with guests" if filters.guests else "",
        "online" if filters.online else "",
        *(f"besides '{words}'" for words in filters.without),
        f"besides {described(ref.but)}" if ref.but is not None else "",
        f"before {filters.before:%H:%M}" if filters.before else "",
        f"from {filters.after:%H:%M} on" if filters.after else "",
        f"that ends {filters.ends[0]} {filters.ends[1]:%H:%M}" if filters.ends else "",
        "still to come" if ref.tense == "future" else "",
    ]
    return " ".join([text, *filter(None, further)])


def _described(ref: Reference) -> str:
    words = ref.title or ref.about or ref.words
    noun = ref.noun.removesuffix("s") if ref.noun in _PLURALS else ref.noun
    noun = noun if noun and noun not in _NO_NOUNS else "event"
    text = f"'{words}'" if words and words.lower().endswith(noun) else f"{noun} '{words}'" if words else noun
    if ref.people:
        text += f" with {together([person.name for person in ref.people], 'or' if ref.either else 'and')}"
    if ref.times:
        text += f" {_ON.sub('', ' '.join(token.text.rstrip('.') for token in ref.times))}"
    return text
