"""Records as ``--json`` shows them: snake_case, people by their handles, money as amount and currency."""
