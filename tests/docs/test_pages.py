"""What the pages show is true: links lead somewhere, quoted code is the code, playbooks load, commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tasuki.cli import main
from tasuki.playbooks.presets import load_text
from tests.architecture.source import ROOT
from tests.docs.marked import Block, blocks, links, pages

QUOTED = re.compile(r"\A# (\S+/\S+\.(?:py|toml))\n")
ANCHOR = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        link
        for link in links(page)
        if not link.startswith(("http://", "https://")) and not _leads(page, link)
    ]
    assert not broken


def _leads(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or target.is_dir() or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    headings = ANCHOR.findall(page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize(
    "block", [one for one in blocks("python", "toml") if QUOTED.match(one.text)], ids=str
)
def test_quoted_code_stands_in_the_file_that_it_names(block: Block) -> None:
    found = QUOTED.match(block.text)
    assert found
    source = (ROOT / found.group(1)).read_text(encoding="utf-8")
    for part in block.text[found.end() :].split("# …\n"):
        assert part.strip() in source


@pytest.mark.parametrize("block", [one for one in blocks("toml") if one.text.startswith("base = ")], ids=str)
def test_a_playbook_on_a_page_can_be_read(block: Block) -> None:
    load_text(block.text, block.file.name)


COMMANDS = [
    (block, line)
    for block in blocks("sh")
    for line in block.text.replace("\\\n", " ").splitlines()
    if re.search(r"(^|[|] |; |&& |[A-Z_]+=\S+ )(\.venv/bin/)?tasuki ", line)
]


@pytest.mark.parametrize(("block", "line"), COMMANDS, ids=lambda one: str(one)[:80])
def test_every_command_on_a_page_exists_with_its_options(block: Block, line: str) -> None:
    for words in _commands_in(line):
        _resolve(words)


def _commands_in(line: str) -> list[list[str]]:
    """The words after ``tasuki`` of every command of a shell line."""
    words = shlex.split(line, comments=True)
    found: list[list[str]] = []
    inside = False
    for word in words:
        if word in {"|", "&&", ";", ">", "<"}:
            inside = False
        elif word in {"tasuki", ".venv/bin/tasuki"} and not inside:
            found.append([])
            inside = True
        elif inside:
            found[-1].append(word.removesuffix(";"))
    return found


def _resolve(words: list[str]) -> None:
    command: click.Command = main
    context = click.Context(main)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(context, rest[0])
        assert inner is not None, f"there is no command “{' '.join(words)}”"
        command, rest = inner, rest[1:]
    assert rest or not isinstance(command, click.Group) or not words or command is not main
    known = {
        option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    known |= {"--help", "-h", "--version"}
    unknown = [word for word in rest if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in known]
    assert not unknown, f"{' '.join(words)}: no such option {unknown}"
