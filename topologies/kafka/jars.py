"""The jars of Apache Kafka, fetched with Maven as ops/kafka/pom.xml names them."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from topologies.settings import UsageError

OPS = Path(__file__).resolve().parents[2] / "ops" / "kafka"
LIBS = OPS / "libs"
FETCH_SECONDS = 600
REMEDIES = {"java": "install Java 17 (Debian: openjdk-17-jre-headless)", "mvn": "install Maven (Debian: maven)"}


def fetch_jars() -> Path:
    """The folder of Kafka's jars, fetched with Maven unless they are all there. Raises `UsageError` if that fails."""
    require("java")
    if not (OPS / "pom.xml").exists():
        raise UsageError(
            f"{OPS / 'pom.xml'} is missing: run from a checkout, or name a running broker in KAFKA_BOOTSTRAP"
        )
    if not _is_complete():
        require("mvn")
        with _locked(OPS / "target" / "fetch.lock"):
            if not _is_complete():
                _fetch()
    return LIBS


def require(program: str) -> str:
    """The path of `java` or `mvn`. Raises `UsageError` with the remedy if it is missing."""
    path = shutil.which(program)
    if path is None:
        raise UsageError(f"Apache Kafka needs {program}: {REMEDIES[program]}, or use the embedded broker")
    return path


def _is_complete() -> bool:
    """Whether every jar that this pom.xml names is there: the list of them is written last."""
    try:
        version, *jars = (LIBS / "fetched.txt").read_text("utf-8").split()
    except (OSError, ValueError):
        return False
    return version == _version() and all((LIBS / jar).exists() for jar in jars)


def _version() -> str:
    return hashlib.sha256((OPS / "pom.xml").read_bytes()).hexdigest()


def _fetch() -> None:
    sys.stderr.write("Fetching the jars of Apache Kafka with Maven (once, 43 MB) ...\n")
    shutil.rmtree(LIBS, ignore_errors=True)
    goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={LIBS}")
    command = [require("mvn"), "-q", "-B", "-Dstyle.color=never", "-f", str(OPS / "pom.xml"), *goal]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"Maven did not fetch the jars of Apache Kafka in {FETCH_SECONDS} s: try again") from None
    if done.returncode:
        lines = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines() or [f"code {done.returncode}"]
        raise UsageError(f"Maven could not fetch the jars of Apache Kafka: {lines[0]}")
    jars = sorted(jar.name for jar in LIBS.glob("*.jar"))
    (LIBS / "fetched.txt").write_text("\n".join([_version(), *jars, ""]), "utf-8")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes out while the block runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
