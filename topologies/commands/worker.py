"""`screener worker`: one worker process, or several under a supervisor."""

import click

from topologies import interrupts
from topologies.settings import load_settings


@click.command()
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes: use one for each core."
)
def worker(workers: int) -> int:
    """Run workers: manifests in, holds, notices and receipts out, until SIGTERM."""
    interrupts.exit_on_sigterm(0)  # nothing has begun
    settings = load_settings()
    from topologies.worker import app, logs, supervisor  # noqa: PLC0415 - `screener worker --help` need not load Faust

    logs.set_up(settings)
    interrupts.release()  # from here on a signal stops the worker in order
    return app.work(settings) if workers == 1 else supervisor.Supervisor(settings, workers).run()
