"""`python -m load_tests disguises`: which disguises of listed names the matcher sees through."""
