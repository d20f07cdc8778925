"""Text from files and users, made safe to show."""

from screener.domain.identifiers import mask

LONGEST = 200
"""Characters that `one_line` keeps."""

_READ = 2_000


def one_line(text: str) -> str:
    """`text` as one short line for a message, a table or a log: social security numbers masked, no control characters."""
    line = "".join(letter if letter.isprintable() else "?" for letter in " ".join(mask(text[:_READ]).split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
