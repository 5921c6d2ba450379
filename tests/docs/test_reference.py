"""The reference says what the code says."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, argument, dotted, literal, modules
from tests.docs.reference import PAGES, REFERENCE

SETTING = re.compile(r"^\| `([A-Z][A-Z_]+)` \|", re.MULTILINE)
READS = ("os.environ.get", "environ.get", "os.getenv", "os.environ.setdefault", "environ.setdefault")
# Set by other programs for their own reasons; nobody sets them for this product.
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_code_would_write_today(name: str) -> None:
    written = (REFERENCE / f"{name}.md").read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m tests.docs.generate"


def test_every_environment_variable_that_is_read_is_documented_and_no_other() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    documented = set(SETTING.findall(page))
    assert documented - NOT_OURS == variables() - NOT_OURS


def variables() -> set[str]:
    """The variables that the product, its set-up and its test fixtures read."""
    found = set(re.findall(r"environ\.get\(\"(\w+)\"", (ROOT / "conftest.py").read_text(encoding="utf-8")))
    for module in modules():
        if module.is_test:
            continue
        for call in module.calls():
            name = literal(argument(call, 0, "key")) if dotted(call.func) in READS else None
            by_click = literal(argument(call, 99, "envvar"))
            found |= {one for one in (name, by_click) if one}
    return found
