"""Campaigns. A campaign without a code goes by its id in the other system, else by its name."""

from __future__ import annotations

from typing import Any

from tasuki.records.models import Campaign
from tasuki.stages.intake.importing.cells import as_currency, as_day, as_id, as_moment, as_money, as_text
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged
from tasuki.stages.intake.importing.terms import Terms


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    spend, currency = get("spend") or (None, "")
    name = get("name") or get("code") or get("external_id") or ""
    return {
        **values, "name": name, "code": (get("code") or get("external_id") or name)[:100],
        "source": terms.source(get("source", "")), "spend": spend,
        "currency": (get("currency") or currency or terms.currency)[:3].upper(),
        "created_at": get("created_at") or terms.at,
    }  # fmt: skip


def identities(row: Staged) -> tuple[str, ...]:
    return (f"c:{row['code']}",)


CAMPAIGNS = Kind(
    name="campaigns",
    subject="campaign",
    model=Campaign,
    converters={
        "external_id": as_id, "code": as_text, "name": as_text, "source": as_text, "message": as_text,
        "offer": as_text, "audience": as_text, "spend": as_money, "currency": as_currency, "starts_on": as_day,
        "ends_on": as_day, "created_at": as_moment,
    },
    keeps=frozenset(),
    needs=frozenset({"name", "code", "external_id"}),
    lands=(
        *(Column(name) for name in ("external_id", "name", "source", "message", "offer", "audience", "currency")),
        Column("code", updates=False), Column("spend", "numeric"), Column("starts_on", "date"),
        Column("ends_on", "date"), Column("created_at", "timestamptz", updates=False),
    ),
    stages=(),
    assemble=assemble,
    identities=identities,
    matches=(
        """UPDATE {staging} s SET match = t.id, how = 'code' FROM {table} t
           WHERE s.match IS NULL AND t.code = s.code""",
    ),
)  # fmt: skip
