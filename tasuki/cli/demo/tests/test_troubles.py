"""Every kind of trouble that the article names is there to be found, in a company of ninety days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count, F, Q

from tasuki.cli.demo.tests.seeded import NOW, SeededCompany
from tasuki.platform.journal.models import Event
from tasuki.records.models import Lead, Opportunity
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.intake.models import Suspect
from tasuki.stages.meetings.models import Meeting


@pytest.mark.timeout(600)
class TestNinetyDays(SeededCompany):
    days, leads = 90, 200

    def test_nothing_was_refused_on_the_way(self) -> None:
        assert self.company.refused == {}

    def test_first_contacts_come_late_and_promises_are_broken(self) -> None:
        assert Clock.objects.filter(sla="SL-2", outcome="late").count() >= 10
        assert (
            Clock.objects.filter(sla="SL-2", outcome="met").count()
            > Clock.objects.filter(sla="SL-2", outcome="late").count()
        )
        broken = set(Event.objects.filter(code="sla.breached").values_list("data__sla", flat=True))
        assert {"SL-2", "SL-3", "SL-7", "SL-8"} <= broken

    def test_opportunities_were_converted_too_early_and_died_within_thirty_days(self) -> None:
        died = Opportunity.objects.filter(
            overridden=True, state="closed_lost", closed_at__lte=F("created_at") + timedelta(days=30)
        )

        assert died.filter(
            close_reason__in=("no_budget", "no_authority", "no_timeline", "no_decision_process")
        ).exists()

    def test_leads_with_four_of_five_criteria_were_lost_before_anybody_converted_them(self) -> None:
        lost = Lead.objects.filter(
            exit_reason="lost_to_competitor_before_conversion", exit_cause="process_failure"
        )
        confirmed = Count("answers", filter=Q(answers__level__gte=2))

        assert lost.annotate(confirmed=confirmed).filter(confirmed__gte=4).exists()

    def test_leads_were_converted_later_than_agreed(self) -> None:
        assert Clock.objects.filter(sla="SL-8", outcome="late").exists()

    def test_poor_handoffs_were_sent_back_mended_and_rated_low(self) -> None:
        assert Handoff.objects.filter(state="rejected", reason="brief_incomplete").exists()
        assert Handoff.objects.filter(state="accepted", lead__handoffs__reason="brief_incomplete").exists()
        assert Handoff.objects.filter(rating__lte=2).exclude(asked_again=[]).exists()

    def test_rejections_have_reasons_that_differ_by_source(self) -> None:
        rejected = Handoff.objects.filter(state="rejected").exclude(reason="brief_incomplete")
        reasons = set(rejected.values_list("lead__source", "reason"))

        assert len({reason for _, reason in reasons}) >= 3
        assert len({source for source, _ in reasons}) >= 2

    def test_there_is_something_to_disagree_about(self) -> None:
        assert Event.objects.filter(code="lead.reopened").exists()
        assert Lead.objects.filter(
            state="disqualified", exit_state="sql", exit_cause="qualified_out"
        ).exists()

    def test_leads_died_for_the_wrong_reason(self) -> None:
        assert Lead.objects.filter(exit_reason="no_follow_up", exit_cause="process_failure").exists()

    def test_recycled_leads_came_back(self) -> None:
        assert Event.objects.filter(code="lead.reengaged").exists()
        assert Lead.objects.filter(times_recycled__gt=0).exclude(state="recycled").exists()

    def test_duplicates_wait_and_others_were_merged(self) -> None:
        assert Suspect.objects.filter(settled_at=None).exists()
        assert Lead.objects.filter(state="merged").exists()

    def test_approvals_are_pending_and_granted(self) -> None:
        assert Approval.objects.filter(state="pending").exists()
        assert Approval.objects.filter(state="granted").exists()

    def test_a_conversion_was_undone(self) -> None:
        assert Conversion.objects.exclude(voided_at=None).exists()

    def test_a_waiver_is_about_to_run_out_and_another_has(self) -> None:
        soon = (NOW + timedelta(days=7)).date()

        assert Opportunity.objects.filter(
            state="open", in_forecast=True, waiver_expires_on__lte=soon
        ).exists()
        assert Event.objects.filter(code="waiver.expired").exists()

    def test_deals_stand_still(self) -> None:
        assert Opportunity.objects.filter(
            state="open", last_activity_at__lt=NOW - timedelta(days=21)
        ).exists()

    def test_buyers_did_not_come_to_the_call(self) -> None:
        assert Meeting.objects.filter(times_missed__gte=1).exists()

    def test_deals_were_won_and_lost(self) -> None:
        assert Opportunity.objects.filter(state="closed_won").exists()
        assert (
            len(set(Opportunity.objects.filter(state="closed_lost").values_list("close_reason", flat=True)))
            >= 3
        )

    def test_some_close_dates_were_pushed(self) -> None:
        assert Opportunity.objects.filter(close_date_pushes__gte=1).exists()

    def test_the_overall_rate_is_that_of_a_mature_process(self) -> None:
        overall = next(one for one in self.company.rates if one.dimension == "overall")

        assert overall.is_inside, overall
