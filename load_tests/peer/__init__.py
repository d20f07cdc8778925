"""The matcher beside the best open one in Python: names screened against a whole list, side by side."""
