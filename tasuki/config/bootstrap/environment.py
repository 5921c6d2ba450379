"""The virtual environment: made once, filled from hash-locked requirements, and stamped with what it holds."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from .places import (
    REQUIREMENTS,
    ROOT,
    VENV,
    VENV_PYTHON,
    SetupError,
    read_stamp,
    run,
    say,
    sha256_of,
    write_stamp,
)

STAMP = VENV / "tasuki-setup.json"
NETWORK_ADVICE = (
    "Packages come from your package index: check the network, and pip's settings (`pip config list`)."
)


def prepare_environment(with_tools: bool) -> None:
    """Make .venv hold what the requirement files ask for, and the project itself (editable)."""
    stamp = read_stamp(STAMP)
    wanted = _facts(with_tools or bool(stamp.get("tools")))
    if stamp == wanted and VENV_PYTHON.exists() and (VENV / "bin" / "tasuki").exists():
        return
    if (
        not VENV_PYTHON.exists()
        or stamp.get("python", wanted["python"]) != wanted["python"]
        or _has_moved(stamp)
    ):
        _make_venv()
        stamp = {}
    STAMP.unlink(missing_ok=True)
    if stamp.get("requirements") != wanted["requirements"]:
        say("Installing Python packages into .venv (the first time takes about a minute) …")
        install(REQUIREMENTS / ("dev.txt" if wanted["tools"] else "runtime.txt"))
    run([*_pip(), "install", "--no-build-isolation", "--no-deps", "--editable", "."], NETWORK_ADVICE)
    write_stamp(STAMP, wanted)


def install(requirements: Path) -> None:
    run([*_pip(), "install", "--require-hashes", "--requirement", requirements], NETWORK_ADVICE)


def compile_messages() -> None:
    """Compile the catalogues that are newer than their compiled form, with the environment's Babel."""
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if _is_older(po.with_suffix(".mo"), po)]
    if stale:
        run(
            [VENV_PYTHON, "-m", "tasuki.config.bootstrap.messages", *stale],
            "A catalogue cannot be compiled: mend the line named above.",
        )


def _facts(tools: bool) -> dict[str, object]:
    locked = REQUIREMENTS / ("dev.txt" if tools else "runtime.txt")
    return {
        "python": ".".join(str(part) for part in sys.version_info[:2]),
        "checkout": str(ROOT),
        "tools": tools,
        "requirements": sha256_of(locked),
        "project": sha256_of(ROOT / "pyproject.toml"),
    }


def _has_moved(stamp: dict[str, object]) -> bool:
    """Programs of a virtual environment name its folder, so it cannot be moved or copied."""
    return stamp.get("checkout", str(ROOT)) != str(ROOT)


def _make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} …")
    if importlib.util.find_spec("venv") is None or not (_can_bring_pip() or _has_own_pip()):
        raise SetupError(
            "This Python cannot make virtual environments: its module venv or ensurepip is missing.\n"
            "On Debian and Ubuntu: apt install python3-venv. Or name another Python: make PYTHON=/path/to/python3"
        )
    options = [] if _can_bring_pip() else ["--without-pip"]
    run([sys.executable, "-m", "venv", *options, VENV], "The folder .venv could not be made.")


def _pip() -> list[str]:
    """The environment's pip; where Python brings none (Debian without python3-venv), the one outside."""
    quiet = ["--disable-pip-version-check", "--no-input", "--quiet"]
    if any(VENV.glob("lib/python*/site-packages/pip")):
        return [str(VENV_PYTHON), "-m", "pip", *quiet]
    return [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON), *quiet]


def _can_bring_pip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _has_own_pip() -> bool:
    return importlib.util.find_spec("pip") is not None


def _is_older(compiled: Path, source: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
