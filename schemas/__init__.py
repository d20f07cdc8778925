"""What is said: the published contracts, and the conversion between bytes and domain types."""
