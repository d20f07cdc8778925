"""`python -m load_tests core`: the cost of screening on one core."""
