"""What the README shows happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.architecture.source import ROOT
from tests.docs.marked import FENCED, blocks

README = ROOT / "README.md"


def test_the_refusal_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    dossier = json.loads((ROOT / "examples" / "worked" / "base.json").read_text(encoding="utf-8"))
    dossier["opportunity"] |= {"close_on": "2026-11-19", "amount_basis": "guess"}
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps(dossier, ensure_ascii=False))
    printed = subprocess.run(
        [sys.executable, "-m", "tasuki.cli", "check", str(file), "--lang", "en"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert printed.returncode == 1, printed.stderr
    told = [
        block.text for block in blocks("text") if block.file == README and "gate is not open" in block.text
    ]
    assert [text.strip() for text in told] == [printed.stdout.strip()]


@pytest.mark.timeout(300)
def test_the_first_lead_of_the_readme_becomes_an_opportunity(
    empty_database: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    for line in first_lead():
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=dict(empty_database),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    listed = subprocess.run(
        ["tasuki", "opportunity", "list", "--json", "--as", "ren"],
        cwd=tmp_path, env=dict(empty_database), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [one["state"] for one in json.loads(listed.stdout)["items"]] == ["open"]


def test_the_first_lead_of_the_readme_takes_twelve_commands() -> None:
    lines = first_lead()
    assert len(lines) - 1 - next(at for at, line in enumerate(lines) if "prepare.py" in line) == 12


def first_lead() -> list[str]:
    """The lines of the README's walk, set-up of the machine left out."""
    text = README.read_text(encoding="utf-8")
    walk = text[text.index("## The first lead") : text.index("To serve the installation")]
    told = [one for one in FENCED.findall(walk) if "make setup" not in one[1]]
    return [line for _, block in told for line in block.strip().splitlines()]


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of an installation of its own, on the tests' server."""
    place = connection.settings_dict
    name = f"{place['TEST']['NAME']}_first_lead"
    server = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    user = ":".join(quote(part, safe="") for part in (place["USER"], place["PASSWORD"]) if part)
    socket = urlencode({"host": place["HOST"], "port": place["PORT"]})
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    yield {
        **os.environ,
        "PATH": programs,
        "DATABASE_URL": f"postgresql://{user}@/{name}?{socket}",
        "TASUKI_HOME": str(tmp_path / "home"),
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
