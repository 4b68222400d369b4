"""`python -m assistant` and the `assistant` command."""

import sys


def main() -> int:
    """Run the command line of this process; returns the exit code."""
    from assistant.loading import lasting
    from assistant.origin import check_names

    check_names()
    with lasting():
        from assistant.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
