"""How cells are changed in their place: each through the very action that the record's own page calls."""
