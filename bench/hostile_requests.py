"""How long requests that were written to keep the built-in model busy do so: CPU seconds against size.

    python -m bench.hostile_requests [--sizes 1000 2000 4000] [SHAPE …]

Each shape is one piece, again and again, alone and behind the beginning of an order; each is read by the
supervisor, by both agents, and by the grammar of words about time. `slope` is the exponent that fits best:
1 is linear, 2 is quadratic; sizes at which a request is refused as too long are left out of it.
"""

import argparse
import itertools
import math
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from langchain_core.messages import HumanMessage

from agents.offline import OfflineChatModel
from agents.offline.reading.length import is_too_long
from tools.remembered import forget
from tools.timewords import find

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000)
"""In characters."""
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/London"))
BEGINNINGS = ("", "move the review to ", "email Ana ")
PIECES = (
    *("'a ", '"a ', "'a' ", '"a" ', "“a ", "`a ", "'", '"', "'a 'b' ", "Ana's "),
    *("move ", "book it ", "schedule a call ", "cancel the review ", "delete ", "remind me ", "it ", "her "),
    *("and ", "and, ", "and book a call with Ana ", "then ", "not ", "or ", "if ", "if I am free ", "don't "),
    *(", ", ",", ". ", ".", "? ", "; ", "(", "( ", "() ", "[", "[event_id=a] ", "<", "<a@b.example> "),
    *("@", "@ ", "a@b.example ", "a@", "1", "1 ", "12 ", "1/", "1:", "1-", "1.", "+1 "),
    *(
        "at 3 ",
        "at 3pm ",
        "tomorrow ",
        "monday ",
        "to 4pm ",
        "from 3 to 4 ",
        "next week ",
        "every ",
        "an hour ",
    ),
    *("first of ", "last ", "between ", "except ", "the ", "to ", "for ", "of ", "a ", "about ", "saying "),
    *("Ana ", "Ana, ", "Ana and ", "with Ana ", "A B ", "zork ", "a", "a-", "a.", "_", "é", "😀", " ", "\n"),
    *("subject ", "that ", "who ", "is ", "http://a.example/ ", "move 'a and Ana, at 3 (b@c.example "),
)


def model(*tools: str) -> Callable[[str], object]:
    """The built-in model as the agent that has these tools."""
    described = [{"type": "function", "function": {"name": tool}} for tool in tools]
    bound = OfflineChatModel().bind_tools(described)
    return lambda text: bound.invoke([HumanMessage(text)])


READERS: dict[str, Callable[[str], object]] = {
    "supervisor": model("schedule_event", "manage_email"),
    "calendar": model("create_calendar_event", "list_calendar_events"),
    "email": model("send_email", "search_emails"),
    "time": lambda text: find(text, now=NOW),
}


def hostile(beginning: str, piece: str, size: int) -> str:
    """About `size` characters."""
    return beginning + piece * (size // len(piece))


def cpu_s(read: Callable[[str], object], text: str) -> float:
    """The processor time that reading `text` takes."""
    forget()
    began = time.process_time()
    read(text)
    return time.process_time() - began


def slope(sizes: list[int], seconds: list[float]) -> float:
    """By least squares, of the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(one, 1e-4)) for one in seconds]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    if len(xs) < 2:
        return math.nan
    rise = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return rise / sum((x - middle_x) ** 2 for x in xs)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pieces", nargs="*", default=PIECES)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument(
        "--from", dest="least_s", type=float, default=0.0, help="only those that take so long"
    )
    options = parser.parse_args()
    print(f"{'':46}" + "".join(f"{size:>9,}" for size in options.sizes) + "    slope")
    for piece, beginning, name in itertools.product(options.pieces, BEGINNINGS, READERS):
        if name == "time" and beginning:
            continue
        texts = [hostile(beginning, piece, size) for size in options.sizes]
        seconds = [cpu_s(READERS[name], text) for text in texts]
        if max(seconds) >= options.least_s:
            figures = "".join(f"{one:9.3f}" for one in seconds)
            read = [place for place, text in enumerate(texts) if name == "time" or not is_too_long(text)]
            steep = slope([options.sizes[place] for place in read], [seconds[place] for place in read])
            print(f"{piece!r:36.36}{beginning[:5]:6}{name[:4]:4}{figures}{steep:9.2f}")


if __name__ == "__main__":
    main()
