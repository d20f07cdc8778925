"""Fault runs on the real Kafka, each judged by an oracle that knows what was sent: `python -m load_tests faults`."""
