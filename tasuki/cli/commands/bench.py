"""Measure speed. The bench lies beside the package, in a checkout: who only runs the product does not carry it."""

from __future__ import annotations

import click

try:
    from bench.__main__ import bench_command
except ModuleNotFoundError as missing:
    if missing.name is None or not missing.name.startswith("bench"):
        raise

    @click.command("bench")
    def bench_command() -> None:
        """Measure speed (from a checkout of the repository)."""
        raise click.UsageError("The bench is part of the repository: run `make bench` in a checkout.")


__all__ = ["bench_command"]
