"""Takes secrets out of text before it is kept: keys, tokens, passwords, card numbers."""

import re
from collections.abc import Iterable
from typing import Any

_NAMED = r"pass(?:word|wort|wd|phrase|code)|pwd|secret|token|api[ _-]?key|access[ _-]?key|pin"
_SECRET = re.compile(
    rf"""
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
  | (?<![\d.])(?P<card>\d(?:[ -]?\d){{12,18}})(?![\d.]*\d)
    """,
    re.VERBOSE | re.DOTALL,
)


# Most messages hold none of these: looking for plain pieces of text first is ten times quicker.
_HINTS = (
    *("pass", "pwd", "secret", "token", "key", "pin", "bearer", "sk-", "pk-", "rk-", "ghp_", "gho_", "ghu_"),
    *("ghs_", "ghr_", "github_pat", "glpat", "xox", "hf_", "npm_", "pypi-", "akia", "aiza", "eyj", "://"),
)
_MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){12}")


class Redactor:
    """Replaces secrets by `[redacted]`; `known` are secrets of this process, replaced wherever they occur."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        values = sorted({secret for secret in known if len(secret) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, values))) if values else None

    def text(self, text: str) -> str:
        """`text` without its secrets."""
        if self._known:
            text = self._known.sub("[redacted]", text)
        lowered = text.lower()
        if any(hint in lowered for hint in _HINTS) or _MANY_DIGITS.search(text):
            return _SECRET.sub(_without, text)
        return text

    def data(self, data: Any) -> Any:
        """JSON-like `data` with every text in it redacted, also what stands under a telling name."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, dict):
            return {name: _hidden(name, value) or self.data(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.data(item) for item in data]
        return data


_TELLING = re.compile(rf"^(?:.*_)?(?i:{_NAMED})$")


def _hidden(name: object, value: object) -> str:
    return "[redacted]" if isinstance(value, str) and value and _TELLING.match(str(name)) else ""


def _without(found: re.Match[str]) -> str:
    if found["card"]:
        return "[redacted card number]" if _luhn(found["card"]) else found[0]
    if found["name"]:
        return f"{found['name']}{found['glue']}[redacted]"
    if found["bearer"]:
        return "Bearer [redacted]"
    return "[redacted]"


def _luhn(number: str) -> bool:
    digits = [int(char) for char in number if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
