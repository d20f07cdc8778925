"""What benchmarks share: lists, names, traffic, timing and the pauses of threads."""
