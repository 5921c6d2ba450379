"""The installation's secret key: from TASUKI_SECRET_KEY, or made once and kept, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tasuki.platform.server.folders import open_home


def secret_key(home: Path) -> str:
    given = os.environ.get("TASUKI_SECRET_KEY")
    if given:
        return given
    file = home / "secret-key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    open_home(home)
    made = secrets.token_urlsafe(50)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(made)
    except FileExistsError:
        return file.read_text().strip()
    return made
