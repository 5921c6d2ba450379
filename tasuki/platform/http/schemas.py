"""Shapes that every part of the API shares (design: decisions, problems, money, pages)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from ninja.params.models import ParamModel
from pydantic import BaseModel, ConfigDict, create_model

# There are seven hundred shapes: each is compiled when it is first needed, not all of them at every start.
_BASES: tuple[type[BaseModel], ...] = (Schema, *ParamModel.__subclasses__())
for _base in _BASES:
    _base.model_config["defer_build"] = True


class Body(Schema):
    """The base of what callers send: a field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid")


class Money(Schema):
    amount: Decimal = Field(examples=["1000.00"])
    currency: str = Field(min_length=3, max_length=3, examples=["JPY"])


class Finding(Schema):
    """One criterion's standing at a gate. Unknown is an answer of its own: nobody has asked yet."""

    rule: str = Field(examples=["C-2"])
    criterion: str | None = Field(None, examples=["authority"])
    standing: Literal["met", "unmet", "unknown"]
    enforcement: Literal["block", "warn", "manager_review"]
    because: str
    evidence: list[str]
    pointer: str = Field(examples=["/answers/authority/decision_maker"])
    fix: str | None = None


class Decision(Schema):
    """A gate's verdict, with all findings at once, in the caller's language."""

    gate: str = Field(examples=["opportunity"])
    verdict: Literal["passed", "passed_with_warnings", "needs_review", "refused"]
    playbook: str = Field(examples=["article@1"])
    at: datetime
    findings: list[Finding]


class FieldError(Schema):
    """One thing wrong with the input."""

    code: str = Field(examples=["missing"])
    message: str
    field: str = Field(examples=["person.email"])
    pointer: str = Field(examples=["/person/email"])
    rule_id: str | None = None
    fix: str | None = None


class Problem(Schema):
    """RFC 9457. A 409 carries ``findings`` (and the decision they belong to), a 422 carries ``errors``."""

    type: str = Field(examples=["urn:tasuki:problem:gate_refused"])
    title: str
    status: int
    code: str = Field(examples=["gate_refused"])
    detail: str
    instance: str
    request_id: str
    gate: str | None = None
    verdict: str | None = None
    playbook: str | None = None
    at: datetime | None = None
    findings: list[Finding] | None = None
    errors: list[FieldError] | None = None


class NamedPerson(Schema):
    id: UUID
    handle: str
    name: str


def page_schema(item: type[Schema]) -> type[Schema]:
    """The envelope of a list of ``item``: ``items`` and ``next_cursor`` (null on the last page)."""
    fields: dict[str, Any] = {"items": (list[item], ...), "next_cursor": (str | None, None)}  # type: ignore[valid-type]
    return create_model(f"{item.__name__}Page", __base__=Schema, **fields)
