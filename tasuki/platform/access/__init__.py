"""Who may do what: roles, grants, visibility, tokens."""
