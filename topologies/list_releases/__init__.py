"""How a version of a list is put into force, kept, compared and put into force again."""
