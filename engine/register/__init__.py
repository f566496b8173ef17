"""A plan's register: checked, imported, written out again, expanded into what units owe, and kept in order."""
