"""Brokers, topics, and compacted topics read to their end."""
