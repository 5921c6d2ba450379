"""A number that PostgreSQL keeps is one that we can read, answer and write again."""

from __future__ import annotations

import json

import pytest

from tasuki.platform.http.json import to_json
from tasuki.platform.jsonb import dumps


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**64])
def test_a_whole_number_beyond_64_bits_is_answered_as_the_number_that_it_was(number: int) -> None:
    answered = json.loads(to_json({"fields": {"size": [number, 7]}}))
    assert answered == {"fields": {"size": [float(number), 7]}}


def test_what_fits_stays_whole() -> None:
    assert dumps({"largest": 2**64 - 1, "smallest": -(2**63)}) == (
        b'{"largest":18446744073709551615,"smallest":-9223372036854775808}'
    )


def test_what_has_no_form_at_all_is_still_an_error() -> None:
    with pytest.raises(TypeError):
        to_json({"what": object()})
