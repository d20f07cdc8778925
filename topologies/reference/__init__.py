"""What workers screen against: an immutable snapshot and the thread that keeps it current."""
