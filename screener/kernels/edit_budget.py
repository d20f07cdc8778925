"""How many letters of a word may be wrong."""

EDITS = (0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3)
"""How many letters two words may differ by, by the letters of the longer one; the last holds for all longer ones."""
