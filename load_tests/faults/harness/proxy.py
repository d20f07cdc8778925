"""A TCP proxy between workers and a broker that can slow the network down or cut it."""

import asyncio
import threading
from contextlib import suppress
from typing import Self

HOST = "127.0.0.1"
CHUNK = 16 * 1024
WAITING_CHUNKS = 64


class Proxy:
    """Forwards connections on `port` to `target`, on its own thread during the `with` block."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self._target = target
        self._delay = 0.0
        self._rate = float("inf")
        self._free = {"in": 0.0, "out": 0.0}
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        self._started = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """From now on nothing passes and new connections hang, as with a pulled cable."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def mend(self) -> None:
        """Lets everything pass again, also what has waited."""
        self._loop.call_soon_threadsafe(self._open.set)

    def slow(self, seconds: float, bytes_per_second: float) -> None:
        """Delays every byte by `seconds` and limits the throughput, in each direction."""
        self._delay, self._rate = seconds, bytes_per_second

    def fast(self) -> None:
        """Removes delay and limit."""
        self.slow(0.0, float("inf"))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._open.set()
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, self.port))
        self._started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop), return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        try:
            there, back = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pump("out", reader, back), self._pump("in", there, writer))

    async def _pump(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING_CHUNKS)
        writing = asyncio.create_task(self._write(waiting, writer))
        try:
            while data := await reader.read(CHUNK):
                await waiting.put((self._due(way, len(data)), data))
        except OSError:
            pass
        await waiting.put((0.0, b""))
        await writing

    def _due(self, way: str, size: int) -> float:
        now = self._loop.time()
        self._free[way] = max(now, self._free[way]) + size / self._rate
        return self._free[way] + self._delay

    async def _write(self, waiting: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        broken = False
        while True:
            due, data = await waiting.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._open.wait()
            if not broken:
                writer.write(data)
                try:
                    await writer.drain()
                except OSError:
                    broken = True  # the other side is still read to its end
        writer.close()
