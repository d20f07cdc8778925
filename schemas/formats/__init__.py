"""One module for each list format; `recognise` tells them apart by content."""
