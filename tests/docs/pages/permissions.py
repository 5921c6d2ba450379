"""docs/reference/permissions.md: the grants table."""

from __future__ import annotations

from tasuki.platform.access.grants import GRANTS
from tasuki.platform.access.roles import Role
from tests.docs.pages.markdown import code, document, table

INTRODUCTION = """\
A permission is a row in `tasuki/platform/access/grants.py`, and every door asks it in the same place: the
action. The cell says how far the role reaches.

- **own**: records whose SDR, AE or owner the person is.
- **team**: records of somebody in the person's team, and records that nobody owns yet.
- **all**: every record.
- an empty cell: not at all.

A person may have several roles; the widest reach counts. An API token narrows this further by its scopes:
`all`, `read`, a subject (`lead.*`) or one permission (`lead.convert`). What a person may not see answers
404, never 403."""


def page() -> str:
    roles = list(Role)
    rows = [(code(permission), *(row.get(role, "") for role in roles)) for permission, row in GRANTS.items()]
    return document("Permissions", INTRODUCTION, table(("permission", *(role.value for role in roles)), rows))
