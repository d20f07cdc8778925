"""The `screener` command. It imports next to nothing, so that Ctrl-C is handled before the commands are imported."""

import sys
from collections.abc import Sequence

from topologies import interrupts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 2, after one line on stderr, for a mistake of the user.

    Without `arguments` it runs those of the process, which Ctrl-C and SIGTERM then end in time (`topologies.interrupts`).
    """
    if arguments is None:
        interrupts.handle_signals()
    try:
        from topologies.commands import run_command  # noqa: PLC0415 - signals must be handled first

        code = run_command(sys.argv[1:] if arguments is None else arguments)
        interrupts.end_at_once()
    except KeyboardInterrupt:
        if arguments is None:
            interrupts.end()
        return interrupts.EXIT_INTERRUPTED
    return code


if __name__ == "__main__":
    sys.exit(main())
