"""How fast, beside what the same server does for raw psycopg in the same minutes: `make bench`.

Every figure is a ratio to a floor measured in the same run (the same rows, the same transaction, prepared statements,
nothing else), because machines differ and are shared. Absolute figures are the best of three.
"""
