"""TASUKI_OIDC is read when the product starts, and what is wrong with it is said then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tasuki.platform.entry.providers import Provider, read_providers

GOOD = {"id": "google", "issuer": "https://accounts.google.com/", "client_id": "c", "secret": "s"}


def test_a_provider_needs_four_facts_and_has_defaults_for_the_rest() -> None:
    assert read_providers("") == ()
    (found,) = read_providers(json.dumps([{**GOOD, "verified_domains": ["example.com"]}]))
    assert found == Provider("google", "google", "https://accounts.google.com", "c", "s", ("example.com",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("{}", "list of tables"),
        ([{**GOOD, "secret": ""}], "secret"),
        ([{**GOOD, "colour": "red"}], "no colour"),
        ([{**GOOD, "issuer": "http://accounts.example.com"}], "https"),
        ([GOOD, GOOD], "twice"),
    ],
)
def test_what_is_wrong_is_said(text: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_providers(text if isinstance(text, str) else json.dumps(text))
