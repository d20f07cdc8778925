"""One module for each format of a list: bytes in, listed parties out."""
