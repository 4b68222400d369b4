"""How the packages of one of our extras are installed: by their own names, which every index has."""

import re

DISTRIBUTION = "langgraph-assistant"
_EXTRA = re.compile(r"^(?P<wanted>[^;]+?)\s*;\s*extra\s*==\s*[\"'](?P<extra>[\w-]+)[\"']\s*$")


def install_line(extra: str) -> str:
    """A command for a shell that installs what the extra called `extra` consists of."""
    # Who looks for what isn't installed has the time to look here; who imports this has not.
    from importlib.metadata import PackageNotFoundError, requires

    try:
        found = [_EXTRA.match(line) for line in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        found = []  # run from a checkout that nothing has installed
    wanted = [one["wanted"] for one in found if one and one["extra"] == extra]
    if not wanted:
        return f"pip install -e '.[{extra}]'"
    return " ".join(["pip install", *(f"'{each}'" for each in wanted)])
