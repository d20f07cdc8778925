"""Comparison of two names or two addresses: scores, and the evidence for them."""
