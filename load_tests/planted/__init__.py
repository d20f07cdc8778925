"""`python -m load_tests planted`: every planted party must be held or sent to officers."""
