"""`python -m load_tests delta`: how soon a list update is in force, and how long it blocks other threads."""
