from __future__ import annotations

import pytest
import tldextract

from tasuki.platform.identity.suffixes import public_suffix

_PACKAGE = tldextract.TLDExtract(
    cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True
)


@pytest.mark.parametrize(
    ("host", "suffix"),
    [
        ("example.com", "com"),
        ("shop.example.co.jp", "co.jp"),
        ("sora.github.io", "github.io"),
        ("anything.ck", "anything.ck"),
        ("www.ck", "ck"),
        ("city.kawasaki.jp", "kawasaki.jp"),
        ("xn--zckzah.xn--wgv71a119e.jp", "jp"),
        ("xn--55qx5d.cn", "xn--55qx5d.cn"),
        ("example.unheard-of", ""),
        ("192.168.1.4", ""),
        ("", ""),
    ],
)
def test_the_longest_ending_on_the_list_counts(host: str, suffix: str) -> None:
    assert public_suffix(host) == suffix
    assert _PACKAGE(host).suffix == suffix, "the package that brings the list reads it the same way"
