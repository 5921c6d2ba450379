"""Django's PostgreSQL, looked after more cheaply."""
