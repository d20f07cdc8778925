"""The normal form of names, what their words say about the bearer, and the tables behind both."""
