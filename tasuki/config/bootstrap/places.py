"""Where set-up reads and writes, and how it talks."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "tasuki" / "desk" / "static" / "vendor"
TEST_BROWSER = ROOT / ".tasuki-test-browser"


class SetupError(Exception):
    """Set-up cannot go on. The message says why and what the reader can do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(command: Sequence[str | Path], advice: str) -> None:
    """Run a command in the checkout, quietly; when it fails, show what it said, and the advice."""
    parts = [str(part) for part in command]
    try:
        done = subprocess.run(parts, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as error:
        raise SetupError(f"{parts[0]} cannot be run: {error.strerror}.\n{advice}") from error
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        raise SetupError(
            f"`{Path(parts[0]).name} {' '.join(parts[1:4])} …` failed; what it said is above.\n{advice}"
        )


def read_stamp(path: Path) -> dict[str, object]:
    """What an earlier set-up did; nothing when it did not finish."""
    try:
        found = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_stamp(path: Path, facts: dict[str, object]) -> None:
    path.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups of one checkout wait for each other. The lock is on the checkout's folder itself."""
    import fcntl  # not on Windows, which is told so by then

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this folder is running; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
