"""The person's own editor, for text that is longer than a line."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path


def find_editor() -> list[str] | None:
    """The editor that the person has chosen as a command, or one that most systems have."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if wanted:
        return shlex.split(wanted)
    found = next((name for name in ("editor", "nano", "vim", "vi") if shutil.which(name)), None)
    return [found] if found else None


def edit(text: str, editor: list[str]) -> str:
    """`text` as it comes back from `editor`; as it was when the editor can't be started."""
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*editor, str(path)], check=False)
        except OSError:
            return text
        edited = path.read_text(encoding="utf-8", errors="replace")
    return edited if text.endswith("\n") else edited.removesuffix("\n")
