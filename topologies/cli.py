"""The `screener` command. A user's mistake is one line on stderr and exit code 2."""

import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from topologies.commands.evaluate import evaluate
from topologies.commands.list_versions import return_to, status, versions
from topologies.commands.list_views import diff, show
from topologies.commands.lists import lists
from topologies.commands.match import match
from topologies.commands.run import run
from topologies.commands.screen import screen_files
from topologies.commands.suppressions import suppressions
from topologies.kafka.broker import kafka
from topologies.kafka.topic_admin import topics
from topologies.settings import UsageError, load_settings

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shipment-screener")
def screener() -> None:
    """Screens every party of every consignment against suspended and debarred persons (Executive Order 13904)."""


@screener.command()
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes; one a core is right."
)
def worker(workers: int) -> int:
    """Run workers: manifests in, holds, notices and receipts out, until SIGTERM."""
    signal.signal(signal.SIGTERM, _nothing_begun)
    from topologies.worker import app, logs, supervisor  # noqa: PLC0415 - Faust takes a second to load, and only a worker needs it

    given = load_settings()
    logs.set_up(given)
    return app.work(given) if workers == 1 else supervisor.Supervisor(given, workers).run()


def _nothing_begun(*_: object) -> NoReturn:
    sys.exit(0)


for each in (versions, return_to, status, diff, show):
    lists.add_command(each)
screener.add_command(run)
screener.add_command(screen_files)
screener.add_command(evaluate)
screener.add_command(lists)
screener.add_command(suppressions)
screener.add_command(match)
screener.add_command(topics)
screener.add_command(kafka)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Nothing that a user did wrong ends in a traceback."""
    try:
        code = screener.main(
            args=None if arguments is None else list(arguments), prog_name="screener", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_USAGE
    except click.ClickException as error:
        return _mistake(error.format_message())
    except UsageError as error:
        return _mistake(str(error))
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else 0


def _mistake(message: str) -> int:
    click.echo(f"screener: {' '.join(message.split())}", err=True)
    return EXIT_USAGE


if __name__ == "__main__":
    sys.exit(main())
