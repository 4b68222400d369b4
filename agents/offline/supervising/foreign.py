"""Words for what neither a calendar nor a mailbox has: alarms, the weather, music, the home, shopping.

A sentence may have a day and an hour in it and still be for another program; its nouns say so.
"""

from collections.abc import Sequence
from itertools import zip_longest

from agents.offline.reading.words import FUNCTION


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FOREIGN = (
    # A clock's.
    _words("alarm alarms alert alerts clock clocks timer timers stopwatch countdown snooze")
    # The weather's.
    | _words(
        "weather forecast temperature rain raining rained snow snowing umbrella humidity humid sunny windy "
        "cloudy celsius fahrenheit degrees"
    )
    # Music's, films' and books'.
    | _words(
        "song songs music playlist playlists album albums radio podcast podcasts audiobook audiobooks "
        "stations volume mute unmute louder quieter spotify netflix youtube soundtrack"
    )
    # The home's.
    | _words(
        "light lights lamp lamps bulb bulbs brightness thermostat heating heater vacuum cleaner roomba robot "
        "plug socket sockets fan tv television speaker speakers oven kettle blinds curtains dishwasher "
        "screenshot bluetooth wifi battery"
    )
    # Of journeys.
    | _words(
        "taxi taxis cab cabs uber lyft ticket tickets fare fares train trains traffic directions route "
        "navigate"
    )
    # Of lists and orders.
    | _words("list lists takeaway takeout takeaways recipe recipes calories")
    # Of news, facts and money.
    | _words(
        "news headlines headline stock stocks dollar dollars euro euros exchange convert wikipedia "
        "definition define synonym spell population joke jokes trivia"
    )
    # Of other people's networks.
    | _words("tweet tweets twitter facebook instagram snapchat tiktok tinder followers hashtag")
)
_ROWS = (
    ("wake", "me"), ("wake", "us"), ("wake", "up"), ("waking", "up"), ("cup", "of"),
    ("coffee", "maker"), ("prepare", "coffee"), ("make", "coffee"), ("brew", "coffee"),
    ("coffee", "machine"),
    ("time", "zone"), ("turn", "on"), ("turn", "off"), ("switch", "on"), ("switch", "off"),
    ("near", "me"), ("listen", "to"), ("closing", "price"), ("take", "out"), ("local", "events"),
    ("fall", "on"), ("to", "stay"), ("rent", "a"), ("rent", "an"),
)  # fmt: skip
"""Words that say it together."""


_LISTED = frozenset("my the all our every any".split())
_OUR_LISTS = frozenset("do list lists task tasks to-do todo".split())
""" "My to do list", the tasks."""
_DONE_BY_OTHERS = frozenset("list mute unmute convert translate tweet snooze dim define spell order".split())
"""Verbs of what other programs do."""


def foreign(words: Sequence[str]) -> bool:
    """Whether one of the words, in small letters and in their order, is none of ours."""
    around = zip(words, ("", *words), (*words[1:], ""), strict=False)
    said = [
        word
        for word, before, after in around
        # "List my drafts" asks for none.
        if not {word, before} <= _OUR_LISTS and not (word == "list" and after in _LISTED)
    ]
    return bool(FOREIGN.intersection(said)) or any(_has(said, row) for row in _ROWS)


def foreign_title(title: str) -> bool:
    """Whether it names what is none of ours: an alarm, a taxi. A music lesson is an event."""
    words = title.lower().split()
    last = [word for word, after in zip_longest(words, words[1:]) if after is None or after in FUNCTION]
    if words and words[0] in _DONE_BY_OTHERS:
        return True
    return bool(FOREIGN.intersection(last)) or any(_has(words, row) for row in _ROWS)


def _has(words: Sequence[str], row: Sequence[str]) -> bool:
    return any(tuple(words[i : i + len(row)]) == tuple(row) for i in range(len(words) - len(row) + 1))
