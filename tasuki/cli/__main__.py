"""``python -m tasuki.cli``: the `tasuki` command where no script is installed."""

from __future__ import annotations

from tasuki.cli import main

main(prog_name="tasuki")
