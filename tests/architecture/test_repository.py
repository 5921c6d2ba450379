"""What must not stand in the repository: one machine's paths, a registry's host, names that say nothing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

MACHINE_PATH = re.compile(r"(?<![\w.:~/])/(?:work|root|home|Users|tmp)/[A-Za-z0-9_]")
REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|yarnpkg)[.](?:org|com)")


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not list(lines_with(MACHINE_PATH))


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not list(lines_with(REGISTRY))


def test_no_module_is_named_after_a_catch_all_noun() -> None:
    nouns = {
        "manager",
        "managers",
        "helper",
        "helpers",
        "util",
        "utils",
        "processor",
        "handler",
        "handlers",
        "data",
        "info",
    }
    assert not [
        file.relative_to(ROOT).as_posix()
        for file in ROOT.glob("tasuki/**/*.py")
        if set(file.stem.split("_")) & nouns and "migrations" not in file.parts
    ]


def lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    for file in kept_files():
        for number, line in enumerate(_text_of(file).splitlines(), start=1):
            if pattern.search(line):
                yield f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


@cache
def kept_files() -> tuple[Path, ...]:
    """What git tracks, or would; where this is no checkout there is nothing to say."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    files = (ROOT / name.decode() for name in listing.stdout.split(b"\0") if name)
    return tuple(file for file in files if file.is_file())


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
