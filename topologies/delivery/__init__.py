"""The Faust transport, which commits a record only after its outcomes are acknowledged."""
