"""Prints one paper and ends: what to set comes in as JSON, the PDF goes out. Run by `press.py` as a program."""

import json
import sys
from pathlib import Path

import typst


def print_what_is_asked() -> None:
    asked = json.load(sys.stdin.buffer)
    paper = typst.compile(
        asked["template"],
        root=str(Path(asked["template"]).parent),
        font_paths=[asked["letters"]],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=asked["inputs"],
    )
    sys.stdout.buffer.write(paper)


if __name__ == "__main__":
    print_what_is_asked()
