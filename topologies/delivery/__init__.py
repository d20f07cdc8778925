"""The Faust transport: nothing is committed before its outcomes are acknowledged."""
