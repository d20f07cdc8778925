"""Other stream processors around the same screening, each a program of its own."""
