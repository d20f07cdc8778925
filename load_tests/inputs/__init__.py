"""What benchmarks share: lists, names, traffic and timing."""
