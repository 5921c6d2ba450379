"""/leads (list, create, read, change, merge) and /imports."""
