"""The command line: ``python3 -m tasuki.config.bootstrap setup|demo|test``."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from .interpreter import require_python
from .places import ROOT, VENV, VENV_PYTHON, SetupError, say

USAGE = """usage: python3 -m tasuki.config.bootstrap COMMAND

  setup [--dev]   prepare .venv with the tasuki command; --dev adds the tools for tests and checks
  demo [...]      set up, then run `tasuki demo` with the given options
  test [...]      set up with the tools, then run pytest with the given options; without any, everything in
                  several processes"""

EVERYTHING = ("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal")


def main(arguments: list[str]) -> int:
    command, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "setup" and options in ([], ["--dev"]):
            set_up(with_tools=bool(options))
            say(f"Ready. Next: {VENV.name}/bin/tasuki --help")
            return 0
        if command == "demo":
            set_up(with_tools=False)
            become(str(VENV / "bin" / "tasuki"), "demo", *options)
        if command == "test":
            set_up(with_tools=True, with_browser=True)
            become(str(VENV_PYTHON), "-m", "pytest", *(options or EVERYTHING))
    except SetupError as error:
        print(f"\nSet-up stopped: {error}", file=sys.stderr)
        return 3
    print(USAGE, file=sys.stderr)
    return 0 if command in ("-h", "--help") else 2


def set_up(with_tools: bool, with_browser: bool = False) -> None:
    require_python()
    # Only now: what these import does not exist everywhere, and the sentences above come first.
    from .assets import copy_assets
    from .browser import prepare_browser
    from .environment import compile_messages, prepare_environment
    from .places import one_at_a_time

    with one_at_a_time():
        prepare_environment(with_tools)
        copy_assets()
        compile_messages()
        if with_browser:
            prepare_browser()


def become(program: str, *arguments: str) -> NoReturn:
    """Run the program in place of this process, so that signals and the exit code are its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(program, [program, *arguments])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
