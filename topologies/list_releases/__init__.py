"""How a new version of the lists comes into force, and how an older one is restored."""
