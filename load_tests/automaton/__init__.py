"""`python -m load_tests automaton`: the cost of the Aho-Corasick automaton at several sizes."""
