"""Stands in for kcat, on the same library (librdkafka), with the options that the guide shows: `-P -k -l FILE` and `-C -c -f`."""

import argparse
import sys
import uuid
from pathlib import Path

from confluent_kafka import Consumer, Producer

PATIENCE_SECONDS = 60.0


def produce(options: argparse.Namespace) -> None:
    """Send each line as a record with one key; with `-K SEPARATOR` each line brings its key."""
    producer = Producer({"bootstrap.servers": options.b, "partitioner": "murmur2_random", "log_level": 0})
    lines = Path(options.l).read_bytes() if options.l else sys.stdin.buffer.read()
    for line in lines.splitlines():
        key, value = line.split(options.K.encode(), 1) if options.K else (options.k, line)
        producer.produce(options.t, value, key)
    if producer.flush(PATIENCE_SECONDS):
        sys.exit("not delivered")


def consume(options: argparse.Namespace) -> None:
    """Print the first `-c` records of a topic from its beginning, as `-f` says."""
    settings = {"bootstrap.servers": options.b, "group.id": str(uuid.uuid4()), "auto.offset.reset": "earliest"}
    consumer = Consumer(settings | {"enable.auto.commit": False, "log_level": 0})
    consumer.subscribe([options.t])
    for _ in range(options.c):
        record = consumer.poll(PATIENCE_SECONDS)
        if record is None or record.error():
            sys.exit(f"no record: {record and record.error()}")
        key, value = (part.decode() if part else "" for part in (record.key(), record.value()))
        sys.stdout.write(options.f.replace("%k", key).replace("%s", value).replace("\\n", "\n"))
    consumer.close()


def main() -> None:
    """Parse the options and do it."""
    parser = argparse.ArgumentParser("kcat")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("-P", action="store_true")
    mode.add_argument("-C", action="store_true")
    parser.add_argument("-b", required=True)
    parser.add_argument("-t", required=True)
    parser.add_argument("-k")
    parser.add_argument("-K", default="")
    parser.add_argument("-l")
    parser.add_argument("-c", type=int, default=1)
    parser.add_argument("-f", default="%s\\n")
    parser.add_argument("-q", action="store_true")
    options = parser.parse_args()
    (produce if options.P else consume)(options)


if __name__ == "__main__":
    main()
