"""What the order asks for: validation, assessment, measures of posts, suppressions and holds."""
