"""A worker for tests: writes every record of a batch into a file of notes, then calls the batch delivered.

Usage: delivery_worker.py BOOTSTRAP TOPIC NOTES [KEY=VALUE ...]; SCREENER_* variables set the rest.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

import msgspec

from topologies.delivery.record_batch import RecordBatch, RecordBatchSchema
from topologies.delivery.transport import deliver, faust_app, run_worker
from topologies.delivery.watermark import Partition
from topologies.settings import load_settings


class Notes:
    """Observes the transport, and writes notes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    def write(self, text: str) -> None:
        self._file.write(f"{text}\n")

    def on_batch(self, batch: RecordBatch) -> None:
        pass

    def on_commit(self, at: Partition, offset: int) -> None:
        self.write(f"commit {at.partition} {offset}")

    def on_in_flight(self, batches: int, size: int) -> None:
        pass

    def on_lag(self, at: Partition, records: int) -> None:
        pass

    def on_dropped(self, records: int) -> None:
        self.write(f"dropped {records}")

    def on_stall(self) -> None:
        self.write("stall")


def main(bootstrap: str, topic: str, notes_path: str, *options: str) -> int:
    given = dict(option.split("=") for option in options)
    settings = msgspec.structs.replace(load_settings(), kafka_bootstrap=bootstrap)
    notes = Notes(Path(notes_path))
    app = faust_app(settings, notes)

    async def handle(batch: RecordBatch) -> None:
        values = [int(record.value or b"-1") for record in batch.records]
        notes.write(f"batch {batch.partition} {batch.first} {batch.last} {len(batch)}")
        if int(given.get("fail", "-1")) in values:
            raise RuntimeError("the agent cannot go on")
        if int(given.get("hang", "-1")) in values:
            await asyncio.sleep(3600)
        if "block" in given and int(given["block"]) in values:
            time.sleep(3600)  # noqa: ASYNC251 # a blocked event loop is what is tested
        await asyncio.sleep(float(given.get("sleep", "0")))
        notes.write(
            f"done {batch.partition} {' '.join(f'{r.offset}:{v}' for r, v in zip(batch.records, values, strict=True))}"
        )

    @app.agent(app.topic(topic, schema=RecordBatchSchema()))
    async def agent(stream):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 # Faust reads the signature
        if "plain" not in given:
            await deliver(stream, handle)
        async for batch in stream:
            await handle(batch)
            batch.delivered()

    return run_worker(app)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    import logging

    logging.basicConfig(level=os.environ.get("LEVEL", "WARNING"))
    sys.exit(main(*sys.argv[1:]))
