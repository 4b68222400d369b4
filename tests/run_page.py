"""Runs the Python of a page, section by section, where it is started: `run_page.py PAGE`.

What stands below a block as `text` is what it has to print. Exits with 1 where it doesn't.
"""

import contextlib
import io
import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def main(page: Path) -> int:
    """How many blocks went wrong."""
    wrong = 0
    for section in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        names: dict[str, object] = {"__name__": "page"}
        title, printed = section.partition("\n")[0], ""
        for kind, text in BLOCK.findall(section):
            if kind == "text":
                if printed != text:
                    sys.stderr.write(f"{title}: it printed\n{printed}and the page says\n{text}")
                    wrong += 1
                continue
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(text, f"{page.name}, {title}", "exec"), names)
            printed = out.getvalue()
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
