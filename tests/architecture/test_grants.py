"""A permission is a row in the grants table, and every row is asked somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasuki.platform.access.grants import GRANTS
from tasuki.platform.access.roles import Role
from tasuki.platform.access.wording import PERMISSIONS, SUBJECTS
from tasuki.rules.lifecycle import MOVES
from tests.architecture.source import PACKAGE, argument, dotted, literal, product

# Function → where its permission stands among the arguments.
ASKS = {"ask": 1, "ask_any": 1, "visible": 2, "reach": 0, "reach_of": 0, "roles_with": 0}
IN_A_TEMPLATE = re.compile(r"""["']([a-z_]+\.[a-z_]+)["']""")


def test_every_permission_that_is_asked_for_is_granted_to_somebody() -> None:
    unknown = [f"{where} asks for {permission}" for permission, where in asked() if permission not in GRANTS]
    assert not unknown


def test_every_move_of_the_lifecycle_names_a_permission_that_exists() -> None:
    assert not {
        f"{move.subject} {move.verb}: {move.permission}" for move in MOVES if move.permission not in GRANTS
    }


def test_every_row_of_the_grants_table_is_asked_somewhere() -> None:
    assert not sorted(set(GRANTS) - named_somewhere())


def test_admin_has_every_permission_everywhere() -> None:
    assert not [permission for permission, row in GRANTS.items() if row.get(Role.ADMIN) != "all"]


def test_every_permission_and_its_subject_are_said_in_words_and_no_other() -> None:
    assert set(PERMISSIONS) == set(GRANTS)
    assert set(SUBJECTS) == {permission.partition(".")[0] for permission in GRANTS}


def asked() -> Iterator[tuple[str, str]]:
    for module in product():
        for call in module.calls():
            name = dotted(call.func).split(".")[-1]
            permission = literal(argument(call, ASKS[name], "permission")) if name in ASKS else None
            if permission:
                yield permission, f"{module.place}:{call.lineno}"


def named_somewhere() -> set[str]:
    """Permissions that code or a template names, outside the tables that define them."""
    tables = (
        "tasuki/platform/access/grants.py",
        "tasuki/platform/access/wording.py",
        "tasuki/rules/lifecycle.py",
    )
    texts = {text for module in product() if module.place not in tables for text, _ in module.texts()}
    for page in PACKAGE.glob("**/templates/**/*.html"):
        texts |= set(IN_A_TEMPLATE.findall(page.read_text(encoding="utf-8")))
    return texts & set(GRANTS)
