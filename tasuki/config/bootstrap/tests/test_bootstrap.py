"""Set-up asks for nothing but Python, installs only what is locked, and compiles the catalogue."""

from __future__ import annotations

import ast
import gettext
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from tasuki.config.bootstrap import assets
from tasuki.config.bootstrap.assets import LIST
from tasuki.config.bootstrap.messages import compile_catalogue
from tasuki.config.bootstrap.places import REQUIREMENTS, ROOT, sha256_of

BOOTSTRAP = Path(__file__).resolve().parents[1]
INSIDE_THE_ENVIRONMENT = {"messages.py", "unpack.py"}


def imports_of(module: Path) -> set[str]:
    nodes = [
        node
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    dotted = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}
    return {name.partition(".")[0] for name in plain | dotted}


def catalogue(folder: Path, text: str) -> Path:
    po = folder / "ja" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{text}')
    return po


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    modules = [module for module in BOOTSTRAP.glob("*.py") if module.name not in INSIDE_THE_ENVIRONMENT]

    for module in modules:
        assert imports_of(module) <= sys.stdlib_module_names | {"__future__"}, module.name


@pytest.mark.parametrize("old_enough_to_refuse", ["__main__.py", "interpreter.py", "places.py"])
def test_an_old_python_can_read_the_modules_that_tell_it_so(old_enough_to_refuse: str) -> None:
    ast.parse((BOOTSTRAP / old_enough_to_refuse).read_text(), feature_version=(3, 8))


def test_an_unknown_command_shows_the_known_ones() -> None:
    command = [sys.executable, "-m", "tasuki.config.bootstrap", "dance"]

    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert refused.returncode == 2
    assert "setup [--dev]" in refused.stderr


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt", "node.txt"])
def test_every_package_is_locked_to_a_version_and_hashes(name: str) -> None:
    locked = (REQUIREMENTS / name).read_text().replace("\\\n", " ")
    packages = [line for line in locked.splitlines() if line and not line.lstrip().startswith("#")]

    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", package), package


def test_the_tools_are_locked_to_the_same_versions_as_the_product() -> None:
    def versions(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==\S+", (REQUIREMENTS / name).read_text(), re.MULTILINE)
        )

    assert versions("runtime.txt") <= versions("dev.txt")


def test_every_file_of_the_pages_has_its_checksum_listed() -> None:
    for asset in json.loads(LIST.read_text()):
        assert asset.keys() == {"from", "to", "sha256"}
        assert re.fullmatch(r"[0-9a-f]{64}", asset["sha256"])


def test_a_catalogue_is_compiled_beside_its_source(tmp_path: Path) -> None:
    po = catalogue(tmp_path, 'msgid "Accept"\nmsgstr "受け入れる"\n')

    with compile_catalogue(po).open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Accept") == "受け入れる"


def test_a_broken_catalogue_is_refused(tmp_path: Path) -> None:
    po = catalogue(tmp_path, "msgid Accept\n")

    with pytest.raises(PoFileError):
        compile_catalogue(po)

    assert not po.with_suffix(".mo").exists()


@pytest.fixture
def one_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set-up of one script that is in place already, on a machine that can fetch nothing."""
    script = tmp_path / "vendor" / "one.js"
    script.parent.mkdir()
    script.write_text("let one = 1;" * 100)
    listed = [{"from": "one/one.js", "to": "one.js", "sha256": sha256_of(script)}]
    (tmp_path / "list.json").write_text(json.dumps(listed))
    monkeypatch.setattr(assets, "LIST", tmp_path / "list.json")
    monkeypatch.setattr(assets, "VENDOR", script.parent)
    monkeypatch.setattr(assets, "NODE_MODULES", tmp_path / "nothing")
    monkeypatch.setattr(assets, "fetch", lambda **_: pytest.fail("nothing has to be fetched"))
    return script


def test_what_an_earlier_set_up_left_uncompressed_is_compressed_without_fetching(one_script: Path) -> None:
    assets.copy_assets()

    assert gzip.decompress(one_script.with_name("one.js.gz").read_bytes()) == one_script.read_bytes()
    assert sorted(path.name for path in one_script.parent.iterdir()) == ["one.js", "one.js.gz"]


def test_a_compressed_file_that_is_older_than_its_own_is_made_anew(one_script: Path) -> None:
    small = one_script.with_name("one.js.gz")
    small.write_bytes(gzip.compress(b"an earlier version"))
    os.utime(small, (0, 0))

    assets.copy_assets()

    assert gzip.decompress(small.read_bytes()) == one_script.read_bytes()
