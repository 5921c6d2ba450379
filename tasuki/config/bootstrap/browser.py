"""The browser that the tests drive: the machine's own Chromium, or the one that an npm package carries.

``.tasuki-test-browser/browser.json`` tells the tests: ``executable``, ``args``, ``env`` to add to the environment,
and ``axe``, the script that looks for barriers. Text is drawn with the product's own Japanese font, whatever the
machine has.
"""

from __future__ import annotations

import platform
import shutil

from .assets import fetch
from .places import NODE_MODULES, TEST_BROWSER, VENDOR, VENV_PYTHON, run, say, sha256_of, write_stamp

INSTALLED = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CARRIED = NODE_MODULES / "@sparticuz" / "chromium" / "bin"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
ANSWER = TEST_BROWSER / "browser.json"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans JP</family></prefer></alias>
</fontconfig>
"""


def prepare_browser() -> None:
    """Find or unpack a browser and write browser.json; say so where there can be none."""
    TEST_BROWSER.mkdir(exist_ok=True)
    executable = _installed()
    libraries: dict[str, str] = {}
    if executable is None and _carried_runs_here():
        executable = _unpack_carried()
        libraries = {"LD_LIBRARY_PATH": str(TEST_BROWSER / "lib")}
    if executable is None:
        ANSWER.unlink(missing_ok=True)
        say(
            "There is no Chromium on this machine, so tests that need a browser are skipped: install chromium."
        )
        return
    if not AXE.exists():
        fetch(with_test_browser=True)
    fonts = TEST_BROWSER / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=VENDOR / "fonts", cache=TEST_BROWSER / "font-cache"))
    environ = {"FONTCONFIG_FILE": str(fonts), **libraries}
    write_stamp(ANSWER, {"executable": executable, "args": ARGUMENTS, "env": environ, "axe": str(AXE)})


def _installed() -> str | None:
    return next((path for path in map(shutil.which, INSTALLED) if path), None)


def _carried_runs_here() -> bool:
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def _unpack_carried() -> str:
    executable = TEST_BROWSER / "chromium"
    if not (CARRIED / "chromium.br").exists():
        fetch(with_test_browser=True)
    release = sha256_of(CARRIED.parent / "package.json")
    stamp = TEST_BROWSER / "unpacked"
    if not (executable.exists() and stamp.exists() and stamp.read_text() == release):
        say("Unpacking the test browser …")
        stamp.unlink(missing_ok=True)
        run(
            [VENV_PYTHON, "-m", "tasuki.config.bootstrap.unpack", CARRIED, TEST_BROWSER],
            "Free some disk space?",
        )
        stamp.write_text(release)
    return str(executable)
