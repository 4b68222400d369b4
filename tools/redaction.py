"""Takes secrets out of all that is kept or told: keys, tokens, passwords, card numbers.

One for the process, as its log is one: a server's answer with a key in it becomes an error far away from
whoever knows the key. What is known is found by its value, in the spellings in which servers and libraries
give it back; the rest by its shape.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

SHORTEST = 6
"""Less is found everywhere."""
SHORTEST_WORD = 12
"""A password that is a plain word, if not longer, stays in what is said: people use the word."""
OUR_WORDS = frozenset("account address calendar passwd password passwort personal secret server".split())
"""A password that is one of these stays also in sentences, which would say nothing without it."""
HIDDEN = "[redacted]"
_NAMED = r"pass(?:word|wort|wd|phrase|code)|pwd|secret|token|api[ _-]?key|access[ _-]?key|pin"
_SECRET = rf"""
    (?P<block>-----BEGIN[ A-Z]*PRIVATE\ KEY-----.*?(?:-----END[ A-Z]*PRIVATE\ KEY-----|\Z))
  | (?P<key>
        \b(?:sk|pk|rk)-[A-Za-z0-9_-]{{16,}}                        # OpenAI, Anthropic, Stripe
      | \b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hf_|npm_|pypi-)[A-Za-z0-9_-]{{16,}}
      | \bAKIA[0-9A-Z]{{16}}\b | \bAIza[0-9A-Za-z_-]{{35}}
      | \beyJ[A-Za-z0-9_-]{{8,}}\.[A-Za-z0-9_-]{{8,}}\.[A-Za-z0-9_-]+   # a JSON web token
    )
  | (?P<bearer>\b[Bb]earer\ +[A-Za-z0-9._~+/=-]{{12,}})
  | (?<=://)(?P<userinfo>[^/\s:@]+:[^/\s@]+)(?=@)
  | \b(?P<name>(?i:{_NAMED}))(?P<glue>["']?\s*[:=]\s*["']?|\s+(?i:is|ist|lautet)\s+["']?(?=\S*\d))
    [^\s"',;]{{4,}}
"""
_CARD = r"(?<![\d.])(?P<card>\d(?:[ -]?\d){12,18})(?![\d.]*\d)"


# Most messages hold none of these: looking for plain pieces of text first is ten times quicker.
_HINTS = (
    *("pass", "pwd", "secret", "token", "key", "pin", "bearer", "sk-", "pk-", "rk-", "ghp_", "gho_", "ghu_"),
    *("ghs_", "ghr_", "github_pat", "glpat", "xox", "hf_", "npm_", "pypi-", "akia", "aiza", "eyj", "://"),
)
_MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){12}")


class Redactor:
    """Replaces secrets by `[redacted]`; `known` are secrets, replaced wherever they occur."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._secrets: frozenset[str] = frozenset()
        self._anywhere: tuple[str, ...] = ()
        self._in_sentences: tuple[str, ...] = ()
        self._packed: tuple[bytes, ...] = ()
        self.know(*known)

    def know(self, *secrets: str | None) -> None:
        """Find `secrets` from here on, too; what is too short to be told from other text counts as none."""
        for secret in secrets:
            if not secret or len(secret) < SHORTEST or secret in self._secrets:
                continue
            self._secrets |= {secret}
            coded, plain = _spellings(secret)
            word = secret.isalpha() and len(secret) < SHORTEST_WORD
            self._anywhere = _longest_first({*self._anywhere, *coded, *(() if word else plain)})
            said = () if secret.lower() in OUR_WORDS else plain
            self._in_sentences = _longest_first({*self._in_sentences, *coded, *said})
            self._packed = tuple(form.encode("utf-8", "surrogateescape") for form in self._anywhere)

    def forget(self) -> None:
        """Know nothing, as at the start."""
        self._secrets, self._anywhere, self._in_sentences, self._packed = frozenset(), (), (), ()

    def known(self, text: str) -> str:
        """`text`, which may be JSON, without what is known and is no plain word."""
        return _replaced(text, self._anywhere)

    def packed(self, data: bytes) -> bytes:
        """`data` likewise, with as many asterisks as there were bytes: what is packed stays readable."""
        for form in self._packed:
            if form in data:
                data = data.replace(form, b"*" * len(form))
        return data

    def sentence(self, text: str) -> str:
        """`text` of an error, that may name long numbers, without its secrets."""
        text = _replaced(text, self._in_sentences)
        return _secrets().sub(_without, text) if _has_hints(text) else text

    def text(self, text: str) -> str:
        """`text` without its secrets."""
        text = self.sentence(text)
        return _cards().sub(_without_card, text) if _MANY_DIGITS.search(text) else text

    def data(self, data: Any) -> Any:
        """JSON-like `data` with every text in it redacted, also what stands under a telling name."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, dict):
            return {name: _hidden(name, value) or self.data(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.data(item) for item in data]
        return data


REDACTION = Redactor()
"""What this process knows: each place that reads a secret says so here."""


def tells_a_secret(name: object) -> bool:
    """Whether what stands under `name` is a secret, by its name alone."""
    return bool(_TELLING.match(str(name)))


_TELLING = re.compile(rf"^(?:.*_)?(?i:{_NAMED})$")


def _hidden(name: object, value: object) -> str:
    return HIDDEN if isinstance(value, str) and value and tells_a_secret(name) else ""


_AS_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def _spellings(secret: str) -> tuple[set[str], set[str]]:
    """`secret` as servers and libraries give it back: coded, and so that a person can read it."""
    import base64
    import json
    from urllib.parse import quote, quote_plus

    plain = {secret, secret.translate(_AS_HTML), repr(secret)[1:-1]}
    plain |= {quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
    plain |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    coded = set()
    raw = secret.encode("utf-8", "surrogateescape")
    # In Basic, SASL PLAIN and XOAUTH2 something stands before it: what follows is one of three.
    for before in range(3):
        signs = base64.b64encode(b"\0" * before + raw).decode()
        # Those that hold no bit of what is around it.
        inner = signs[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        if len(inner) >= SHORTEST:
            coded |= {inner, inner.replace("+", "-").replace("/", "_")}
    return coded, plain


def _longest_first(forms: set[str]) -> tuple[str, ...]:
    """One may begin with another."""
    return tuple(sorted(forms, key=len, reverse=True))


def _replaced(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        if form in text:
            text = text.replace(form, HIDDEN)
    return text


@cache
def _secrets() -> re.Pattern[str]:
    return re.compile(_SECRET, re.VERBOSE | re.DOTALL)


@cache
def _cards() -> re.Pattern[str]:
    return re.compile(_CARD)


def _has_hints(text: str) -> bool:
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)


def _without(found: re.Match[str]) -> str:
    if found["name"]:
        return f"{found['name']}{found['glue']}{HIDDEN}"
    return f"Bearer {HIDDEN}" if found["bearer"] else HIDDEN


def _without_card(found: re.Match[str]) -> str:
    return "[redacted card number]" if _luhn(found["card"]) else found[0]


def _luhn(number: str) -> bool:
    digits = [int(char) for char in number if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
