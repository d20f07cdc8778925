"""JSON Schema of every topic's message, generated from the types by `make contracts`."""
