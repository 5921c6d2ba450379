"""Every no says what to do, and calls things by what people call them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tasuki.rules.labels import RECORDS
from tasuki.rules.problem import FIXES
from tests.architecture.source import argument, dotted, literal, product

CODE = re.compile(r"[a-z][a-z_.]*")
SAID_THERE = frozenset({"invalid"})
"""A code of its own kind in every place: whoever raises it says what to do, or the sentence does."""


def _calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    for module in product():
        for call in module.calls():
            if dotted(call.func).split(".")[-1] in names:
                yield f"{module.place}:{call.lineno}", call


def test_a_problem_has_a_fix_of_its_own_or_its_code_has_one() -> None:
    speechless = [
        f"{place}: {code}"
        for place, call in _calls("Problem")
        if (code := literal(argument(call, 1, "code")))
        and CODE.fullmatch(code)
        and code not in {*FIXES, *SAID_THERE}
        and argument(call, 3, "fix") is None
    ]
    assert not speechless, "\n".join(speechless)


def test_every_kind_of_record_that_may_be_missing_has_a_name() -> None:
    nameless = [
        f"{place}: {kind}"
        for place, call in _calls("NotFound")
        if (kind := literal(argument(call, 0, "kind"))) and kind not in RECORDS
    ]
    assert not nameless, "\n".join(nameless)
