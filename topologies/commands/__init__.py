"""The commands of `screener`, one module each or a group. They parse, call and print."""
