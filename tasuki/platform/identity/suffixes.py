"""Which endings people register domains under: the public suffix list, as the wheel of tldextract brings it.

Only the list is taken. To import the package costs each process a third of a second and a dozen megabytes, most of it
for fetching newer lists, which nothing here ever does.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_LIST = ".tld_set_snapshot"


def public_suffix(host: str) -> str:
    """The longest ending of ``host`` (lower case) that is on the list, such as ``co.jp``; "" when none is.

    Private endings count: two shops under one hosting domain are two companies.
    """
    labels = host.split(".")
    shown = [_shown(label) for label in labels]
    rules = _rules()
    for at in range(len(shown)):
        ending = ".".join(shown[at:])
        above = ".".join(["*", *shown[at + 1 :]])
        if f"!{ending}" in rules:
            return ".".join(labels[at + 1 :])
        if ending in rules or above in rules:
            return ".".join(labels[at:])
    return ""


@cache
def _rules() -> frozenset[str]:
    lines = (_folder() / _LIST).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("//"))


def _folder() -> Path:
    spec = find_spec("tldextract")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("tldextract, which brings the public suffix list, is not installed")
    return Path(spec.submodule_search_locations[0])


def _shown(label: str) -> str:
    """The list is written in the letters of its countries."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
