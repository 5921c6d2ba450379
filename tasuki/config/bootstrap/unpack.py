"""Unpack the carried Chromium: ``python -m tasuki.config.bootstrap.unpack FROM TO``. Needs brotli."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import brotli


def unpack_browser(carried: Path, target: Path) -> None:
    """Write the program, its libraries into lib/, and its software renderer beside it."""
    program = target / "chromium"
    with (carried / "chromium.br").open("rb") as packed, program.open("wb") as unpacked:
        inflate = brotli.Decompressor()
        while block := packed.read(1 << 20):
            unpacked.write(inflate.process(block))
    program.chmod(0o755)
    for name in ("al2023", "swiftshader"):
        archive = brotli.decompress((carried / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(target, filter="data")


if __name__ == "__main__":
    unpack_browser(Path(sys.argv[1]), Path(sys.argv[2]))
