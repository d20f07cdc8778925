"""Builders, strategies and helper processes of the tests."""
