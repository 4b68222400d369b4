"""`python -m assistant` and the `assistant` command."""

import sys
from io import TextIOWrapper


def main() -> int:
    """Run the command line of this process; returns the exit code."""
    from assistant.loading import lasting
    from assistant.namesakes import check_names

    check_names()
    with lasting():
        from assistant.commands.cli import main as run

    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that can't show a letter shows a question mark, and no command fails for it.
        sys.stdout.reconfigure(errors="replace")
    return run()


if __name__ == "__main__":
    sys.exit(main())
