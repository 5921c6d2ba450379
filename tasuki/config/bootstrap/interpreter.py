"""Is this Python new enough? Written so that an old one can still read it and say so."""

from __future__ import annotations

import os
import shutil
import sys

from .places import SetupError, say

OLDEST = (3, 11)
NEWER_NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")


def require_python() -> None:
    """Go on under a newer Python when this one is too old and another is on the PATH; else refuse."""
    if os.name != "posix":
        raise SetupError("Tasuki runs on Linux and macOS. On Windows, use it inside WSL.")
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_NAMES:
        found = shutil.which(name)
        if found:
            say("Python {}.{} is too old; going on with {}.".format(*sys.version_info[:2], found))
            os.execv(found, [found, "-m", "tasuki.config.bootstrap", *sys.argv[1:]])
    raise SetupError(
        "Tasuki needs Python {}.{} or newer, and this is {}.{}.\n".format(*OLDEST, *sys.version_info[:2])
        + "Install a newer one, or name it: make PYTHON=/path/to/python3.12 …"
    )
