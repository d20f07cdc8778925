"""`python -m load_tests`: the benchmarks."""

import sys
from collections.abc import Sequence

import click

from load_tests.automaton.command import automaton
from load_tests.core.command import core
from load_tests.disguises.command import disguises
from load_tests.faults.command import faults
from load_tests.list_updates.command import delta
from load_tests.peer.command import peer
from load_tests.planted.command import planted
from load_tests.prefilter.command import prefilter
from load_tests.soak.command import soak
from load_tests.stream.command import stream
from topologies.settings import UsageError

EXIT_USAGE = 2


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def load_tests(context: click.Context) -> None:
    """Benchmarks and fault runs of the screener."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


load_tests.add_command(automaton)
load_tests.add_command(core)
load_tests.add_command(delta)
load_tests.add_command(disguises)
load_tests.add_command(faults)
load_tests.add_command(peer)
load_tests.add_command(planted)
load_tests.add_command(prefilter)
load_tests.add_command(soak)
load_tests.add_command(stream)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code. A usage error is one line on stderr."""
    given = None if arguments is None else list(arguments)
    try:
        code = load_tests.main(args=given, prog_name="python -m load_tests", standalone_mode=False)
    except (click.ClickException, UsageError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"load_tests: {' '.join(message.split())}", err=True)
        return EXIT_USAGE
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
