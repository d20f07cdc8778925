"""`python -m load_tests stream`: the worker beside other stream processors, on a real Kafka."""
