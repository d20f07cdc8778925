"""What is decided: pure and synchronous. No I/O, clock, environment, logging or metrics in this package."""
