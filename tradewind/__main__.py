"""``python -m tradewind`` and the ``tradewind`` command: run the CLI, turn errors into messages and exit codes."""

from __future__ import annotations

import io
import sys

INTERRUPTED = 130


def main() -> None:
    """Entry point. 0 fine, 1 a bug, 2 usage or configuration, 3 partly done, 4 nothing new, 75 try again later."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What stdout cannot encode (half a surrogate pair in somebody's id) leaves as the escape JSON has for it.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    from store.errors import TradewindError
    from tradewind.cli import app
    from tradewind.console import say

    try:
        app(arguments, prog_name="tradewind")
    except SystemExit as leave:
        if isinstance(leave.__context__, BrokenPipeError):
            return 0  # the reader (head, less) has what it wanted
        return leave.code if isinstance(leave.code, int) else 0
    except KeyboardInterrupt:
        print("tradewind: interrupted; run the same command again to go on", file=sys.stderr)
        return INTERRUPTED
    except TradewindError as error:
        say(f"tradewind: {error}")
        return error.exit_code
    return 0


if __name__ == "__main__":
    main()
