"""How long mails that were written to keep a reader busy do so: CPU seconds against their size.

    python bench/hostile_mail.py

Each is indexed and read at four sizes, each twice the one before. `slope` is the exponent that fits best:
1 is linear, 2 is quadratic.
"""

import math
import time
from collections.abc import Callable

from tools.mail.indexing import indexed
from tools.mail.maildir import Entry
from tools.mail.parsing import parse

SIZES = (25_000, 50_000, 100_000, 200_000)
"""In pieces."""


def mail(headers: str = "", body: str = "Text", kind: str = "text/plain") -> bytes:
    top = f"From: Ana <ana@example.org>\r\nTo: ben@example.org\r\nSubject: Plan\r\nContent-Type: {kind}\r\n"
    return f"{headers}{top}\r\n{body}\r\n".encode()


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "( in From": lambda n: mail(f"From: {'(' * n}a@example.org\r\n"),
    ": in To": lambda n: mail(f"To: {':' * n}\r\n"),
    '" in Cc': lambda n: mail(f"Cc: {chr(34) * n}\r\n"),
    "addresses in To": lambda n: mail("To: " + "a@x.org, " * n + "\r\n"),
    "encoded words": lambda n: mail("Subject: " + "=?utf-8?q?a?= " * n + "\r\n"),
    "broken encoded words": lambda n: mail("Subject: " + "=?utf-8?q?a " * n + "\r\n"),
    "references": lambda n: mail("References: " + "<a@x.org> " * n + "\r\n"),
    "<!--": lambda n: mail(body="<!--" * n, kind="text/html"),
    "<style>": lambda n: mail(body="<style>" * n, kind="text/html"),
    "hidden": lambda n: mail(body="<p style='display:none'>a" * n, kind="text/html"),
    "<": lambda n: mail(body="<" * n, kind="text/html"),
    "bytes outside": lambda n: mail(kind="text/plain; charset=utf-8") + b"\xfc" * n,
    "base64 pieces": lambda n: mail(
        "Content-Transfer-Encoding: base64\r\n", "aGk=\r\n" * n, "text/plain; charset=utf-8"
    ),
    "parts": lambda n: mail(body="--b\r\n\r\nx\r\n" * n, kind="multipart/mixed; boundary=b"),
}


def cpu_s(content: bytes) -> float:
    started = time.process_time()
    indexed(Entry("inbox", "cur", "1.a"), content, 0)
    parse(content)
    return time.process_time() - started


def slope(seconds: list[float]) -> float:
    """By least squares, of the logarithms."""
    xs, ys = [math.log(size) for size in SIZES], [math.log(max(one, 1e-4)) for one in seconds]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    rise = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return rise / sum((x - middle_x) ** 2 for x in xs)


def main() -> None:
    print(f"{'':22}" + "".join(f"{size:>10,}" for size in SIZES) + "     slope")
    for name, make in HOSTILE.items():
        seconds = [cpu_s(make(size)) for size in SIZES]
        print(f"{name:22}" + "".join(f"{one:10.3f}" for one in seconds) + f"{slope(seconds):10.2f}")


if __name__ == "__main__":
    main()
