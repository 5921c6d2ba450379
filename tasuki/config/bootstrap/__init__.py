"""Set-up of a checkout, from a bare Python to a running product: ``python3 -m tasuki.config.bootstrap``.

Runs before anything is installed, so it imports the standard library only; ``messages`` and ``unpack`` are the
exceptions, and run inside the virtual environment. Every step is skipped when nothing has changed since.
"""
