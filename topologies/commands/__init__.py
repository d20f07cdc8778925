"""The commands of `screener`: one module for each command or group, thin: they parse, call and print.

A command's module is imported when the command is used: `screener --help` need not load the search.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple, TypeVar, cast

import click

from topologies.settings import UsageError

EXIT_USAGE = 2
Arguments = TypeVar("Arguments")
Result = TypeVar("Result")


class Lazy(NamedTuple):
    """Where a command is, `module:attribute` within this package, and its line in the help of its group."""

    place: str
    line: str


def as_struct(kind: Callable[..., Arguments]) -> Callable[[Callable[[Arguments], Result]], Callable[..., Result]]:
    """A decorator: click calls the command with many keyword arguments, and the command gets them as one struct."""

    def decorate(command: Callable[[Arguments], Result]) -> Callable[..., Result]:
        @wraps(command)
        def call(**arguments: object) -> Result:
            return command(kind(**arguments))

        return call

    return decorate


class Imported(Mapping[str, click.Command]):
    """Commands by name, each imported when it is looked up."""

    def __init__(self, lazy: Mapping[str, Lazy]) -> None:
        self._lazy = lazy

    def __getitem__(self, name: str) -> click.Command:
        module, _, attribute = self._lazy[name].place.partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._lazy)

    def __len__(self) -> int:
        return len(self._lazy)


class LazyGroup(click.Group):
    """A group that imports the module of a command when that command is used."""

    def __init__(self, *arguments: Any, lazy: Mapping[str, Lazy], **options: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*arguments, **options)
        self.lazy = lazy
        self.commands = cast("MutableMapping[str, click.Command]", Imported(lazy))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command. click would print an empty line at a `KeyboardInterrupt`."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.lazy[name].line) for name in self.list_commands(ctx)])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    lazy={
        "evaluate": Lazy("evaluate:evaluate", "Measure the matcher on labelled cases and on innocent names."),
        "kafka": Lazy("kafka:kafka", "Start Apache Kafka on this machine, until Ctrl-C."),
        "lists": Lazy("lists:lists", "Load, compare, show and return to lists of sanctioned persons."),
        "match": Lazy("match:match", "Explain what a name matches on the lists, and why."),
        "run": Lazy("run:run", "Stream a sample day, or your own files, through the screener."),
        "screen": Lazy("screen:screen", "Screen files of manifests without a broker."),
        "suppressions": Lazy("suppressions:suppressions", "Record, list and revoke officers' decisions of no match."),
        "topics": Lazy("kafka:topics", "Create and check the topics on the Kafka cluster."),
        "worker": Lazy("worker:worker", "Run workers: manifests in, holds, notices and receipts out."),
    },
)
@click.version_option(package_name="shipment-screener")
def screener() -> None:
    """Screens every party of every consignment against suspended and debarred persons (Executive Order 13904)."""


def run_command(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code. A mistake of the user is one line on stderr and exit code 2."""
    try:
        code = screener.main(list(arguments), prog_name="screener", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_USAGE
    except click.ClickException as error:
        return _mistake(error.format_message())
    except UsageError as error:
        return _mistake(str(error))
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _mistake(message: str) -> int:
    click.echo(f"screener: {' '.join(message.split())}", err=True)
    return EXIT_USAGE
