"""What a lead holds where rules look, read from its own row: leads that hold the same are judged once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tasuki.rules.fields import dotted

_OF_THE_LEAD = (
    "state", "source", "message", "segment", "industry", "country", "region", "fit", "intent", "why_now",
    "captured_at", "recycled_at", "origin",
)  # fmt: skip
_OF_THE_COMPANY = (
    "employees", "industry", "segment", "country", "region", "technologies", "business_model", "tier", "background",
)  # fmt: skip
_OF_THE_PERSON = ("name", "family_name", "given_name", "title", "email", "phone")
_COLUMNS: Mapping[str, str] = {
    **{f"lead.{name}": name for name in _OF_THE_LEAD},
    "lead.company.name": "company_name",
    "lead.company.domain": "company_domain",
    **{f"lead.company.{name}": name for name in _OF_THE_COMPANY},
    **{f"lead.person.{name}": name for name in _OF_THE_PERSON},
}
_CUSTOM = "lead.fields"


def columns_behind(fields: Iterable[str]) -> tuple[str, ...] | None:
    """The columns of a lead that these fields of the dossier are read from; None where one comes from elsewhere."""
    return _columns_behind(tuple(map(dotted, fields)))


def held(row: Mapping[str, Any], columns: Sequence[str]) -> Hashable:
    """What a lead's row holds in these columns."""
    return tuple([repr(row[name]) for name in columns])


@lru_cache(maxsize=256)
def _columns_behind(fields: tuple[str, ...]) -> tuple[str, ...] | None:
    found = [
        "fields" if name == _CUSTOM or name.startswith(f"{_CUSTOM}.") else _COLUMNS.get(name)
        for name in fields
    ]
    columns = tuple(dict.fromkeys(name for name in found if name is not None))
    return None if None in found else columns
