"""Finding candidates: which listed names a text may resemble."""
