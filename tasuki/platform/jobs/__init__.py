"""Background work on PostgreSQL: a job carries ids and a key, calls an action, and holds no rule."""
