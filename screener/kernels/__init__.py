"""The only compiled code. It imports nothing of the project outside this folder."""
