"""Find the project's Markdown files, their fenced blocks and their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import ROOT

FENCED = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its file, its language and its text."""

    file: Path
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT).as_posix()}: {self.text.strip().splitlines()[0][:60]}"


def pages() -> tuple[Path, ...]:
    """Every page of the documentation: those at the top, those below docs/, and a stage's own."""
    return (
        *sorted(ROOT.glob("*.md")),
        *sorted(ROOT.glob("docs/**/*.md")),
        *sorted(ROOT.glob("tasuki/**/README.md")),
    )


def blocks(*languages: str) -> Iterator[Block]:
    for page in pages():
        for language, text in FENCED.findall(page.read_text(encoding="utf-8")):
            if language in languages:
                yield Block(page, language, text)


def links(page: Path) -> Iterator[str]:
    """The targets of a page's links, those in code left out."""
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    yield from LINK.findall(re.sub(r"`[^`\n]*`", "", prose))
