"""What happens: the only package with effects (Kafka, files, the clock, the environment, metrics)."""
