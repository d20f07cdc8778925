"""A clock that a test sets."""


class Clock:
    """Returns `now`, in seconds, which the test changes."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
