"""`python -m load_tests core`: what screening costs on one core, beside parsing the same bytes."""
