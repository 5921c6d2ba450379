"""The README's refusal is what the product prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT
from tests.docs.marked import blocks

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
    told = [block.text for block in blocks("text") if block.file == README and "gate is not open" in block.text]
    assert [text.strip() for text in told] == [printed.stdout.strip()]
