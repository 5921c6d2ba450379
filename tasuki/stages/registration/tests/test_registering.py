"""A partner registers a deal: the moment counts, somebody else decides, and the company is protected for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import complete_toml
from tasuki.records.models import Lead
from tasuki.rules.dossier import Money
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys
from tasuki.sla.models import Clock
from tasuki.stages.registration.actions import (
    NewRegistration,
    add_partner,
    approve,
    edit_partner,
    escalate,
    expire_due,
    reject,
    submit,
)
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.queries import protection_of
from tests.architecture.source import ROOT

As = Callable[[Person], Actor]
WHY = "We have worked with this company since spring; the buyer asked for us."


@pytest.fixture
def register(ren: Person, aoi: Person, as_: As, at: datetime) -> Callable[..., Registration]:
    """Aoi enters what a partner of Ren's sends; keyword arguments change it."""
    add_partner("hokuto", {"name": "北斗SI", "manager": "ren"}, by=SYSTEM, at=at)
    add_partner("nansei", {"name": "南星商事"}, by=SYSTEM, at=at)

    def send(moment: datetime = at, **fields: Any) -> Registration:
        given: dict[str, Any] = {
            "partner": "hokuto", "company_name": "株式会社サンプル製作所", "company_domain": "https://www.example.co.jp",
            "evidence": "11月18日の商談議事録", "amount": Money(Decimal(11_500_000), "JPY"),
        }  # fmt: skip
        return submit(NewRegistration(**{**given, **fields}), by=as_(aoi), at=moment)

    return send


def lead(at: datetime, **columns: Any) -> Lead:
    company = CompanyFacts(name="株式会社サンプル製作所", domain="example.co.jp")
    keys = sorted({*blocking_keys(company), *blocking_keys(PersonFacts(name="高橋 美咲"))})
    moments = dict.fromkeys(("captured_at", "state_since", "created_at"), at)
    facts = {
        "name": "高橋 美咲",
        "company_name": company.name,
        "company_domain": company.domain,
        "state": "mql",
    }
    return Lead.objects.create(match_keys=keys, **{**facts, **moments, **columns})


def test_an_approved_registration_gets_its_number_and_protects_the_company_until_its_day(
    register: Callable[..., Registration], mio: Person, as_: As, at: datetime
) -> None:
    row = register()
    assert (row.company_domain, row.conflicts, row.state) == ("example.co.jp", [], "submitted")
    clock = Clock.objects.get(sla="DG-1", subject_id=row.pk)
    assert clock.stopped_at is None
    done = approve(row.pk, by=as_(mio), at=at)
    assert (done.called, done.protected_until) == ("DR-00001", at + timedelta(days=90))
    clock.refresh_from_db()
    assert clock.outcome == "met"
    new = lead(at)
    protection = protection_of(new.pk, at)
    assert protection is not None
    assert (protection.partner, protection.called) == ("北斗SI", "DR-00001")
    assert expire_due(at + timedelta(days=90)) == 1
    assert expire_due(at + timedelta(days=90)) == 0
    assert protection_of(new.pk, at + timedelta(days=90)) is None
    codes = list(Event.objects.filter(subject_id=row.pk).order_by("seq").values_list("code", flat=True))
    assert [code for code in codes if code.startswith("registration")] == [
        "registration.submitted", "registration.approved", "registration.expired",
    ]  # fmt: skip


def test_first_to_file_wins_unless_somebody_overrules_with_a_reason(
    register: Callable[..., Registration], mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    open_lead = lead(at - timedelta(days=3))
    first, second = register(), register(at + timedelta(hours=1), partner="nansei")
    assert [(one["kind"], one["id"]) for one in first.conflicts] == [("lead", str(open_lead.pk))]
    assert [one["kind"] for one in second.conflicts] == ["lead", "registration"]
    with pytest.raises(NotPossibleNow) as refused:
        approve(first.pk, by=as_(mio), at=at)
    assert [one.code for one in refused.value.problems] == ["DG-4"]
    Lead.objects.filter(pk=open_lead.pk).update(state="disqualified")
    approve(first.pk, by=as_(mio), at=at)
    with pytest.raises(Invalid) as asked:
        approve(second.pk, by=as_(kei), at=at)
    assert [one.pointer for one in asked.value.problems] == ["/override_reason"]
    for days in (59, 181):
        with pytest.raises(Invalid) as asked:
            approve(second.pk, by=as_(kei), at=at, override_reason=WHY, days=days)
        assert [(one.pointer, one.code) for one in asked.value.problems] == [("/days", "DG-2")]
    done = approve(second.pk, by=as_(kei), at=at, override_reason=WHY, days=60)
    assert (done.called, done.override_reason) == ("DR-00002", WHY)
    told = Event.objects.get(code="registration.approved", subject_id=second.pk)
    assert told.data["overruled"] == [f"registration:{first.pk}"]


def test_nobody_decides_about_their_own_and_an_escalated_one_goes_to_those_who_may_overrule(
    register: Callable[..., Registration], aoi: Person, mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    row = register()
    with pytest.raises(Forbidden):
        approve(row.pk, by=as_(aoi), at=at)
    Person.objects.filter(pk=aoi.pk).update(roles=["manager"])
    aoi.refresh_from_db()
    with pytest.raises(Forbidden):
        approve(row.pk, by=as_(aoi), at=at)
    escalate(row.pk, reason=WHY, by=as_(mio), at=at)
    with pytest.raises(Forbidden):
        reject(row.pk, rationale=WHY, by=as_(mio), at=at)
    assert reject(row.pk, rationale=WHY, by=as_(kei), at=at).state == "rejected"
    with pytest.raises(NotPossibleNow):
        approve(row.pk, by=as_(kei), at=at)


def test_the_moment_of_the_submit_cannot_be_changed_by_anybody(
    register: Callable[..., Registration], at: datetime
) -> None:
    row = register()
    with pytest.raises(DatabaseError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(submitted_at=at - timedelta(days=1))


def test_everything_that_is_missing_is_said_at_once(register: Callable[..., Registration]) -> None:
    with pytest.raises(Invalid) as refused:
        register(partner="nobody", company_name="TBD", evidence="", company_domain="no domain")
    assert {one.pointer for one in refused.value.problems} == {
        "/partner", "/company_name", "/evidence", "/company_domain",
    }  # fmt: skip


def test_a_lead_of_a_registered_company_goes_to_the_partners_manager_where_the_agreement_says_so(
    register: Callable[..., Registration],
    ren: Person,
    mio: Person,
    cast: Callable[..., Person],
    as_: As,
    at: datetime,
) -> None:
    from tasuki.stages.routing.actions import assign

    cast("yui", "ae")
    approve(register().pk, by=as_(mio), at=at)
    PlaybookVersion.objects.update(state="retired")
    path = ROOT / "examples" / "playbooks" / "partners.toml"
    toml = complete_toml(path.read_text(encoding="utf-8"), path.name)
    PlaybookVersion.objects.create(name="partners", number=1, state="in_force", toml=toml, drafted_at=at)
    row = assign(lead(at, state="sal").pk, "ae", by=SYSTEM, at=at)
    assert (row.person, row.strategy, row.uses_turn) == (ren, "partner_manager", False)


def test_the_api_registers_lists_and_decides(
    register: Callable[..., Registration], aoi: Person, mio: Person, at: datetime
) -> None:
    given = {"partner": "hokuto", "company_name": "有限会社ミドリ", "evidence": "見積書 Q-12"}
    made = ApiClient.of(aoi, at).post("/registrations", given)
    assert (made.status, made.json["state"], made.json["number"]) == (201, "submitted", "")
    decided = ApiClient.of(mio, at).post(f"/registrations/{made.json['id']}/approve", {}).json
    assert (decided["number"], decided["decided_by"]) == ("DR-00001", "mio")
    listed = ApiClient.of(aoi, at).get("/registrations", state="approved").json["items"]
    assert [one["company_name"] for one in listed] == ["有限会社ミドリ"]
    edit_partner("hokuto", {"tier": "gold"}, by=SYSTEM, at=at)
    partners = ApiClient.of(aoi, at).get("/partners").json["items"]
    assert [(one["code"], one["tier"], one["manager"]) for one in partners] == [
        ("hokuto", "gold", "ren"), ("nansei", "", None),
    ]  # fmt: skip


def test_the_manager_owes_the_review_and_after_an_escalation_whoever_may_overrule(
    register: Callable[..., Registration], mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    row = register()
    clock = Clock.objects.get(sla="DG-1", subject_id=row.pk)
    assert (clock.owner, clock.owner_role) == (mio, "manager")
    escalate(row.pk, reason="Two partners name the same plant; the group decides.", by=as_(mio), at=at)
    due_at = clock.due_at
    clock.refresh_from_db()
    assert (clock.owner, clock.owner_role, clock.due_at, clock.stopped_at) == (kei, "revops", due_at, None)


def test_nobody_owes_the_review_of_what_they_submitted(
    register: Callable[..., Registration], mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    register()
    asked = NewRegistration(partner="nansei", company_name="見本商事株式会社", evidence="11月18日の見積書")
    row = submit(asked, by=as_(mio), at=at)
    assert Clock.objects.get(sla="DG-1", subject_id=row.pk).owner == kei
