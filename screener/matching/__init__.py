"""From candidates to findings, with their evidence."""
