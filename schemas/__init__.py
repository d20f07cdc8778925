"""What is said: the published contracts, and bytes <-> core types."""
