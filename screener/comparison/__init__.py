"""Two names, or two addresses, compared: scores and the evidence for them."""
