"""The `tasuki` command (design §6): every door of the product that has no page.

A command parses its words, calls one action or query and tells the outcome: in sentences, or with ``--json`` as one
JSON document on stdout. Exit codes: 0 done or allowed, 1 refused by a rule, 2 bad input or usage, 3 system error.

Modules under ``commands`` import what they call inside the function that calls it: help and the pure commands must
start without Django and without a database.
"""

from __future__ import annotations

from tasuki.cli.root import main

__all__ = ["main"]
