"""What a browser loads beside a page comes compressed, and whole to whoever cannot take that."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from tasuki.config.bootstrap.assets import COMPRESSED
from tasuki.config.bootstrap.places import VENDOR

LOADED = sorted(str(one.relative_to(VENDOR)) for one in VENDOR.rglob("*") if one.suffix in COMPRESSED)


@pytest.mark.parametrize("name", LOADED)
def test_a_file_of_others_comes_compressed(name: str) -> None:
    plain = Client().get(f"/static/vendor/{name}")
    small = Client().get(f"/static/vendor/{name}", headers={"accept-encoding": "gzip, deflate"})
    whole, pressed = (answer.getvalue() for answer in (plain, small))
    assert ("Content-Encoding" in plain, small["Content-Encoding"]) == (False, "gzip")
    assert gzip.decompress(pressed) == whole == (VENDOR / name).read_bytes()
    assert len(pressed) < len(whole) / 2


def test_there_are_such_files() -> None:
    assert "sortable/Sortable.min.js" in LOADED
