"""`python -m load_tests stream`: the screener beside other stream processors, on a real Kafka."""
