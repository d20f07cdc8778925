"""`python -m load_tests faults`: fault runs on a real Kafka, judged by an oracle that knows what was sent."""
