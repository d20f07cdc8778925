"""Listed names, disguised: which of the disguises the matcher sees through."""
