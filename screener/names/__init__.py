"""Names read and normalised: the same code for the list and for the manifest."""
