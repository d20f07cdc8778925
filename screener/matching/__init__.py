"""From candidates to findings with their evidence, and how well that works."""
