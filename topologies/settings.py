"""The settings, from environment variables that begin with SCREENER_. Nothing else reads the environment."""

import os
import socket
from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

PREFIX = "SCREENER_"
Positive = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Seconds = Annotated[float, Meta(ge=0.01, le=3_600)]


class UsageError(Exception):
    """A user's mistake: printed as one line, exit code 2."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting of a worker; the table of settings in the guide has these fields in this order."""

    kafka_bootstrap: str = "127.0.0.1:9092"
    group: str = "shipment-screener"
    instance: str = ""
    batch_records: Positive = 2_000
    batch_bytes: Positive = 4 * 1024 * 1024
    commit_seconds: Seconds = 1.0
    session_seconds: Seconds = 30.0
    drain_seconds: Annotated[float, Meta(gt=0, le=20)] = 20.0
    delivery_seconds: Seconds = 120.0
    connect_seconds: Seconds = 10.0
    ready_seconds: Seconds = 300.0
    stall_seconds: Seconds = 120.0
    max_record_bytes: Positive = 16 * 1024 * 1024
    max_consignments: Positive = 100_000
    party_cache: Positive = 100_000
    holds_remembered: Positive = 1_000_000
    max_drop: Share = 0.2
    list_versions: Annotated[int, Meta(ge=1, le=1_000)] = 30
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Meta(ge=0, le=65535)] = 9464
    log_format: str = "console"
    log_level: str = "info"

    @property
    def worker(self) -> str:
        """The name of the worker: `instance`, else that of the host."""
        return self.instance or socket.gethostname()

    def overridden(self, **given: object) -> "Settings":
        """These settings with the given values that are not None: the options of a command override the environment."""
        return msgspec.structs.replace(self, **{name: value for name, value in given.items() if value is not None})


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment gives. Raises `UsageError` naming the variable, its value and the remedy."""
    environ = os.environ if environ is None else environ
    given = {name[len(PREFIX) :].lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    if environ.get("KAFKA_BOOTSTRAP"):
        given.setdefault("kafka_bootstrap", environ["KAFKA_BOOTSTRAP"])
    unknown = sorted(given.keys() - {field.name for field in msgspec.structs.fields(Settings)})
    if unknown:
        raise UsageError(f"{PREFIX}{unknown[0].upper()} is not a setting: see the settings in docs/operators.md")
    for name, value in given.items():
        try:
            msgspec.convert({name: value}, Settings, strict=False)
        except msgspec.ValidationError as error:
            raise UsageError(f"{PREFIX}{name.upper()}={value!r}: {str(error).split(' - ')[0]}") from None
    return msgspec.convert(given, Settings, strict=False)


def kafka_given(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the environment names a Kafka, even if it is at the default address."""
    environ = os.environ if environ is None else environ
    return bool(environ.get("KAFKA_BOOTSTRAP") or environ.get(f"{PREFIX}KAFKA_BOOTSTRAP"))


def inherited(changes: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child process: that of this process, with `changes`."""
    return {**os.environ, **changes}
