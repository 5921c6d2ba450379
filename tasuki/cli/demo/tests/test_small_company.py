"""Sixty leads in thirty days: what is seeded holds together, and everybody has something to do."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, F, Q

from tasuki.cli.demo.cast import AWAY, CAST
from tasuki.cli.demo.tests.seeded import NOW, SeededCompany
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.records.models import Campaign, Lead, Opportunity
from tasuki.sla.models import Clock, WeeklyFeedback
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.intake.models import Suspect
from tasuki.stages.meetings.models import Meeting


class TestASmallCompany(SeededCompany):
    days, leads = 30, 60

    def test_nothing_was_refused_on_the_way(self) -> None:
        assert self.company.refused == {}

    def test_every_converted_lead_has_one_standing_conversion_and_its_opportunity(self) -> None:
        standing = Count("conversions", filter=Q(conversions__voided_at=None))
        converted = Lead.objects.filter(state="converted").annotate(standing=standing)

        assert converted.exists()
        assert not converted.exclude(standing=1).exists()
        assert not converted.filter(opportunity=None).exists()
        assert not Conversion.objects.filter(voided_at=None).exclude(lead__state="converted").exists()

    def test_the_journal_tells_of_every_state_that_a_lead_has_entered(self) -> None:
        for code, milestone in (
            ("lead.marketing_qualified", "entered_mql_at"),
            ("lead.accepted", "entered_sal_at"),
            ("lead.sales_qualified", "entered_sql_at"),
            ("handoff.accepted", "entered_discovery_at"),
        ):
            told = set(Event.objects.filter(code=code).values_list("lead_id", flat=True))
            entered = set(Lead.objects.exclude(**{milestone: None}).values_list("pk", flat=True))
            assert entered == told, code

    def test_nothing_happens_in_the_future_or_before_the_company_began(self) -> None:
        begun = NOW - timedelta(days=self.days)

        assert not Event.objects.exclude(code__startswith="sla.").exclude(at__gte=begun, at__lte=NOW).exists()
        assert not Lead.objects.exclude(captured_at__gte=begun, captured_at__lte=NOW).exists()
        assert not Meeting.objects.filter(held_at__gt=NOW).exists()

    def test_calls_whose_hour_has_passed_were_held_or_missed(self) -> None:
        passed = Meeting.objects.filter(state="booked", booked_for__lt=NOW - timedelta(hours=1))

        assert not passed.filter(lead__state__in=("sal", "sql", "discovery")).exists()

    def test_no_promise_that_is_due_waits_for_the_next_tick(self) -> None:
        overdue = Clock.objects.filter(next_at__lt=NOW, stopped_at=None, paused_at=None)

        assert not overdue.exists()

    def test_sales_has_spoken_of_every_source_each_week_that_is_over(self) -> None:
        asked = WeeklyFeedback.objects.filter(week_on__lt=NOW.date() - timedelta(days=7))

        assert asked.exists()
        assert not asked.filter(given_at=None).exists()

    def test_every_broken_promise_has_its_cause(self) -> None:
        assert not Clock.objects.filter(breached_at__isnull=False, late_because="").exists()

    def test_every_mailbox_belongs_to_nobody(self) -> None:
        assert not Lead.objects.exclude(email__endswith=".example").exists()
        assert not Person.objects.exclude(handle="admin").exclude(email__endswith=".example").exists()

    def test_everybody_signs_in_with_the_password_that_is_printed(self) -> None:
        assert {one.handle for one in self.company.sign_ins} == {*(member.handle for member in CAST), "admin"}
        for one in self.company.sign_ins:
            assert Person.objects.get(handle=one.handle).check_password(one.password)

    def test_campaigns_carry_what_reports_compare(self) -> None:
        assert Campaign.objects.exists()
        assert not Campaign.objects.filter(
            Q(message="") | Q(offer="") | Q(audience="") | Q(spend=None)
        ).exists()

    def test_aoi_has_leads_to_accept(self) -> None:
        assert (
            Lead.objects.filter(
                state="mql", owner__handle="aoi", captured_at__gt=NOW - timedelta(days=1)
            ).count()
            >= 3
        )

    def test_ren_has_a_handoff_to_answer_a_call_to_hold_and_a_lead_to_convert(self) -> None:
        assert Handoff.objects.filter(
            state="submitted", ae__handle="ren", submitted_at__gt=NOW - timedelta(hours=6)
        ).exists()
        assert Meeting.objects.filter(
            state="booked", ae__handle="ren", booked_for__gt=NOW, lead__state="discovery"
        ).exists()
        held = Q(discoveries__outcome="qualified")
        assert Lead.objects.filter(held, state="discovery", ae__handle="ren").exists()

    def test_a_ready_lead_passes_the_gate_as_soon_as_ren_fills_in_the_opportunity(self) -> None:
        from tasuki.cli.demo.said import SECOND_CALL
        from tasuki.platform.access.actor import Actor
        from tasuki.stages.conversion.actions import preview
        from tasuki.stages.conversion.input import read_input

        ren = Actor.of(Person.objects.get(handle="ren"), "demo")
        ready = Lead.objects.filter(
            state="discovery", ae__handle="ren", discoveries__outcome="qualified"
        ).first()
        assert ready is not None
        asked = {
            "account": {"action": "create"},
            "contacts": [{"person": "lead", "role": "champion", "primary": True}],
            "opportunity": {
                "product": "Planner", "use_case": "出荷計画", "amount_basis": "discovery",
                "amount": {"amount": "3000000.00", "currency": "JPY"}, "close_date_evidence": SECOND_CALL,
                "close_date_basis": "buyer_stated", "follow_up_plan": "隔週の確認会", "risks": "改修時期と重なる",
                "next_steps": [{"action": "デモ", "owner": "ren", "due_on": "2026-11-27"}],
                "discount": {"kind": "none", "checked_how": "価格表どおり"},
            },
        }  # fmt: skip
        decision = preview(ready.pk, read_input(asked), by=ren, at=NOW).decision
        assert decision.verdict.lets_through, [finding.because.spoken("en") for finding in decision.troubles]

    def test_mio_has_an_approval_to_decide(self) -> None:
        assert Approval.objects.filter(state="pending", approver__handle="mio").exists()
        assert Opportunity.objects.filter(state="pending_approval", in_forecast=False).exists()

    def test_sora_has_duplicates_to_look_at(self) -> None:
        assert Suspect.objects.filter(settled_at=None).exists()

    def test_kei_finds_leads_that_nobody_of_the_sdrs_could_take(self) -> None:
        assert Lead.objects.filter(state="mql", owner__handle="kei").exists()

    def test_one_sdr_is_away_with_leads_of_their_own(self) -> None:
        away = Absence.objects.get(person__handle=AWAY, from_at__lt=NOW, until_at__gt=NOW)

        assert Lead.objects.filter(owner=away.person, state__in=("mql", "sal", "sql")).exists()

    def test_meetings_are_booked_ahead_of_when_they_take_place(self) -> None:
        assert not Meeting.objects.filter(booked_for__lte=F("booked_at")).exists()
