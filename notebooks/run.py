"""Runs the notebooks on the built-in model and keeps what they show, without anything of this machine.

    python -m notebooks.run            all of them, outputs stored
"""

import getpass
import re
import socket
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
TIMEOUT_S = 120
WIDGET = "application/vnd.jupyter.widget-view+json"
_PROCESS = re.compile(rf"\b{re.escape(socket.gethostname())}:\d+")
_PERSON = re.compile(re.escape(f"{getpass.getuser()}@{socket.gethostname()}"))
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebooks() -> list[Path]:
    """Them all, in reading order."""
    return sorted(FOLDER.glob("*.ipynb"))


def run(path: Path) -> NotebookNode:
    """The notebook at `path` with the outputs of a fresh kernel.

    Raises:
        CellExecutionError: a cell failed; the message has its traceback.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=TIMEOUT_S, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    return _as_kept(notebook)


def _as_kept(notebook: NotebookNode) -> NotebookNode:
    """Without what changes from run to run, and without buttons: they only live with their kernel."""
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET, None)
            if "text" in output:
                output["text"] = _PERSON.sub("max@laptop", _PROCESS.sub("laptop:4711", output["text"]))
    return notebook


def local_paths(notebook: NotebookNode) -> set[str]:
    """The paths of this machine that a notebook's outputs show."""
    shown = str([cell.get("outputs", "") for cell in notebook.cells])
    return {path for path in (str(ROOT), str(Path.home()), "/tmp/", sys.prefix) if path in shown}


def main() -> None:
    for path in notebooks():
        notebook = run(path)
        if found := local_paths(notebook):
            sys.exit(f"{path.name} shows {', '.join(sorted(found))}")
        nbformat.write(notebook, path)
        sys.stdout.write(f"{path.name}: {len(notebook.cells)} cells\n")


if __name__ == "__main__":
    main()
