"""docs/reference/errors.md: every way in which the product says no."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasuki.platform import refusals
from tasuki.platform.http.problems import PLAIN
from tasuki.platform.refusals import Refusal
from tests.architecture.source import argument, dotted, literal, product
from tests.docs.pages.markdown import code, document, sentence, table

INTRODUCTION = """\
A refusal is not a fault: nothing was written. Every door words the same object. The command line prints it
and exits with its code (1 refused by a rule, 2 bad input or usage, 3 system error). The API answers
`application/problem+json` (RFC 9457) with `type`, `title`, `status`, `code`, `detail`, `instance` and
`request_id`; a 409 carries `findings`, a 422 carries `errors`, all of them at once, in the language of
`Accept-Language`."""

PROBLEMS = """\
Each entry of `errors` has a `code`, a `message`, the `field`, its JSON `pointer` and, where a rule of the
playbook spoke, its `rule_id`. These are the codes that the product's own code uses; a code in capitals
(`AR-3`) is the id of a rule, see [rules](rules.md)."""
CODE = re.compile(r"[a-z][a-z_.]*")


def page() -> str:
    rows = [(code(one.code), one.status, one.exit_code, sentence(one.__doc__)) for one in _refusals()]
    plain = [(code(name), status, said) for status, (name, said) in PLAIN.items()]
    return document(
        "Error codes",
        INTRODUCTION,
        "## Refusals",
        table(("code", "HTTP", "exit", "meaning"), rows),
        "## Answers of the HTTP layer itself",
        table(("code", "HTTP", "sentence"), plain),
        "## Problems with one field",
        PROBLEMS,
        ", ".join(code(name) for name in sorted(set(_problem_codes()))),
    )


def _refusals() -> Iterator[type[Refusal]]:
    for value in vars(refusals).values():
        if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal:
            yield value


def _problem_codes() -> Iterator[str]:
    """The codes that stand in calls of ``Problem(pointer, code, …)`` and ``invalid(…, code=…)``."""
    for module in product():
        for call in module.calls():
            name = dotted(call.func).split(".")[-1]
            found = None
            if name == "Problem":
                found = literal(argument(call, 1, "code"))
            elif name == "invalid":
                found = literal(argument(call, 2, "code"))
            if found and CODE.fullmatch(found):
                yield found
