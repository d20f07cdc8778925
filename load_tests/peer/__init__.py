"""`python -m load_tests peer`: the matcher beside the best open one in Python, nomenklatura's logic-v2."""
