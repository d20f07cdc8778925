"""`python -m load_tests soak`: hours of traffic in minutes."""
