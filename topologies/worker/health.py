"""A small HTTP server for `/metrics`, `/health/live` and `/health/ready`."""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app

from topologies.settings import UsageError

StartResponse = Callable[..., Any]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class names it so
        """Log nothing: probes come every few seconds."""


class HealthServer:
    """Serves metrics and health. `live` and `not_ready` are called for each request; `not_ready` returns the reason, or ''."""

    def __init__(
        self, host: str, port: int, registry: CollectorRegistry, live: Callable[[], bool], not_ready: Callable[[], str]
    ) -> None:
        """Listen at once, on a free port if `port` is 0. Raises `UsageError` if the port is in use."""
        metrics = make_wsgi_app(registry)

        def app(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path == "/metrics":
                return cast("Iterable[bytes]", metrics(environ, start))
            if path == "/health/live":
                return _answer(start, "" if live() else "not alive")
            if path == "/health/ready":
                return _answer(start, not_ready())
            start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"/metrics, /health/live, /health/ready\n"]

        try:
            self._server = make_server(host, port, app, server_class=_Server, handler_class=_Quiet)
        except OSError as error:
            raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}; set SCREENER_METRICS_PORT") from None
        self.port = int(self._server.server_port)
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def _answer(start: StartResponse, problem: str) -> Iterable[bytes]:
    status = "503 Service Unavailable" if problem else "200 OK"
    start(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [(problem or "ok").encode() + b"\n"]
