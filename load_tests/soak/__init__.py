"""`python -m load_tests soak`: hours of traffic in minutes, to see whether the memory of a worker stays level."""
