"""`python -m load_tests`: the benchmarks, by name."""

import sys

import click

from load_tests.core import core
from topologies.settings import UsageError


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def load_tests(context: click.Context) -> None:
    """What the screener can bear, measured."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


load_tests.add_command(core)


def main() -> None:
    """Run the command line; a mistake is one line and exit code 2."""
    try:
        load_tests.main(prog_name="python -m load_tests")
    except UsageError as error:
        click.echo(f"load_tests: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
