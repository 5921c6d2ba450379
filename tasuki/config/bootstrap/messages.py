"""Compile catalogues: ``python -m tasuki.config.bootstrap.messages FILE.po …``. Runs in the virtual environment."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(po: Path) -> Path:
    """Write the .mo beside the .po. Raises PoFileError for a broken catalogue."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parts[-3], abort_invalid=True)
    compiled = po.with_suffix(".mo")
    unfinished = po.with_suffix(".mo.new")
    with unfinished.open("wb") as target:
        write_mo(target, catalogue)
    unfinished.replace(compiled)
    return compiled


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        compile_catalogue(Path(argument))
