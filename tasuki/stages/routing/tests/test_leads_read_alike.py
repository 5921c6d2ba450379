"""Leads that hold the same where the rules look are judged once; each is judged as it would be for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tasuki.platform.ids import new_id
from tasuki.records.alike import _COLUMNS, columns_behind
from tasuki.records.models import Lead
from tasuki.rules.dossier import Dossier
from tasuki.rules.fields import value_at
from tasuki.sla.facts import Situation
from tasuki.stages.intake.dossier import lead_facts
from tasuki.stages.routing.facts import Dossiers


@pytest.mark.parametrize(("path", "column"), _COLUMNS.items())
def test_a_field_is_read_from_the_column_that_stands_behind_it(path: str, column: str, at: datetime) -> None:
    held: Any = at if column.endswith("_at") else ("ERP",) if column == "technologies" else f"the {column}"
    row = {**vars(Lead()), column: held}
    assert value_at(Dossier(lead_facts(row, ())), path) == held
    assert value_at(Situation(row).dossier, path) == held


def test_a_field_that_is_not_the_leads_own_tells_nobody_apart() -> None:
    assert columns_behind(["lead.segment", "lead.fields.skill"]) == ("segment", "fields")
    assert columns_behind(["lead.segment", "lead.touches"]) is None
    assert columns_behind(["lead.campaign"]) is None


def test_leads_that_hold_the_same_where_the_table_looks_share_a_dossier() -> None:
    some = [Lead(id=new_id(), name=name, country=country) for name, country in ("aJ", "bJ", "cF")]
    dossiers = Dossiers(["lead.country"])
    first, alike, other = (dossiers.of(lead, ()) for lead in some)
    assert first is alike
    assert other.lead.country == "F"
    for_itself = Dossiers(["lead.country", "lead.touches"])
    assert [for_itself.of(lead, ()).lead.person.name for lead in some] == ["a", "b", "c"]
