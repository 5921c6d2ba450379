"""Accounts, contacts, opportunities, campaigns, activities: joined by id and by name, as history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity, Task, Touchpoint
from tasuki.stages.intake.models import ImportedRow
from tasuki.stages.intake.tests.conftest import Bring


def test_an_account_is_known_by_its_domain_or_by_its_name_with_the_legal_form(bring: Bring) -> None:
    bring("accounts", "会社名,Webサイト,従業員数\n株式会社山田製作所,https://www.yamada.co.jp,120名\n")
    account = Account.objects.get()
    assert (account.name_key, account.legal_form, account.domain, account.employees) == (
        "山田製作所",
        "kk",
        "yamada.co.jp",
        120,
    )
    same = bring("accounts", "会社名,Webサイト\n㈱山田　製作所,\nヤマダ,yamada.co.jp\n")
    assert (same.created, same.skipped) == (0, 2)
    another = bring("accounts", "会社名\n有限会社山田製作所\n")
    assert another.created == 1, "another legal form is another company"


def test_contacts_join_their_account_by_id_and_by_folded_name(bring: Bring) -> None:
    bring("accounts", "Id,Name\n001A,GTX Pro Inc.\n001B,Other\n")
    bring(
        "contacts",
        "Id,Name,Email,AccountId,Account Name\n1,Anna,a@gtx.com,001A,\n"
        "2,Ben,b@gtx.com,,GTXPro\n3,Cy,c@new.com,,New Company\n",
    )
    names = dict(Contact.objects.values_list("name", "account__name"))
    assert names == {"Anna": "GTX Pro Inc.", "Ben": "GTX Pro Inc.", "Cy": "New Company"}
    made = ImportedRow.objects.get(action="made")
    assert Account.objects.get(pk=made.record_id).name == "New Company"


def test_past_deals_land_open_won_and_lost_and_keep_their_words(bring: Bring, ren: Person) -> None:
    bring(
        "opportunities",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "W1,林 蓮,GTX Plus,Cancity,Won,10/20/2016,3/1/2017,1054\n"
        "L1,Somebody,GTX Plus,Cancity,Lost,10/25/2016,3/11/2017,0\n"
        "O1,Somebody,GTXPro,,Prospecting,,,\n",
    )
    won, lost, still = (Opportunity.objects.get(external_id=key) for key in ("W1", "L1", "O1"))
    assert (won.state, lost.state, still.state) == ("closed_won", "closed_lost", "open")
    assert (won.amount, won.close_on, won.owner, won.origin) == (
        Decimal("1054.00"),
        date(2017, 3, 1),
        ren,
        "import",
    )
    assert won.created_at == datetime(2016, 10, 19, 15, tzinfo=UTC)
    assert won.name == "Cancity - GTX Plus"
    assert won.account == lost.account == Account.objects.get()
    assert (still.stage, still.fields["deal_stage"]) == ("prospecting", "Prospecting")
    assert lost.fields["owner_name"] == "Somebody"
    told = Event.objects.filter(subject="opportunity").values_list("code", flat=True)
    assert sorted(told) == ["opportunity.created"] * 3 + ["opportunity.lost", "opportunity.won"]


def test_a_past_deal_converts_the_past_lead_it_came_from_and_only_such_a_lead(
    bring: Bring, at: datetime
) -> None:
    bring(
        "leads",
        "mql_id,first_contact_date,landing_page_id,origin\nm1,2018-02-01,p1,social\nm2,2018-02-02,p1,email\n",
    )
    native = Lead.objects.create(
        external_id="m3", name="Native", captured_at=at, state_since=at, created_at=at
    )
    outcome = bring(
        "opportunities", "mql_id,seller_id,won_date\nm1,s1,2018-02-26 19:58:54\nm3,s3,2018-03-01 00:00:00\n"
    )
    assert outcome.created == 2
    deal = Opportunity.objects.get(external_id="s1")
    lead = Lead.objects.get(external_id="m1")
    assert (deal.state, deal.source, deal.lead) == ("closed_won", "social", lead)
    assert (lead.state, lead.opportunity, lead.entered_converted_at) == ("converted", deal, deal.created_at)
    native.refresh_from_db()
    assert (native.state, native.opportunity) == ("captured", None), (
        "a lead that lives here is moved by people"
    )


def test_a_file_does_not_change_an_opportunity_that_was_made_here(bring: Bring, at: datetime) -> None:
    Opportunity.objects.create(external_id="X", name="Ours", stage="discovery", stage_since=at, created_at=at)
    outcome = bring("opportunities", "Id,Name,Stage,Amount\nX,Theirs,Closed Won,5\n", duplicates="update")
    assert (outcome.updated, outcome.skipped) == (0, 1)
    assert Opportunity.objects.get().name == "Ours"
    bring("opportunities", "Id,Name,Stage,Amount\nY,Past,Proposal,5\n")
    assert (
        bring("opportunities", "Id,Name,Stage,Amount\nY,Past,Closed Lost,7\n", duplicates="update").updated
        == 1
    )
    assert Opportunity.objects.get(external_id="Y").state == "closed_lost"


def test_campaigns_keep_their_spend_and_leads_find_them_by_id(bring: Bring) -> None:
    bring(
        "campaigns",
        'Id,Name,Type,StartDate,ActualCost,ExpectedRevenue\n701A,Webinar,Web Seminar,2026-06-15,"¥250,000",1\n',
    )
    campaign = Campaign.objects.get()
    assert (campaign.code, campaign.source, campaign.spend, campaign.currency) == (
        "701A",
        "web_seminar",
        Decimal(250_000),
        "JPY",
    )
    assert ImportedRow.objects.get().extra == {"ExpectedRevenue": "1"}
    bring("leads", "Email,Campaign\na@acme.com,701A\nb@acme.com,webinar\n")
    assert campaign.leads.count() == 2
    assert bring("campaigns", "Id,Name\n701A,Webinar\n").skipped == 1


def test_a_source_is_known_by_whatever_the_agreement_says_it_is_called(bring: Bring) -> None:
    bring(
        "leads",
        "Email,Source\na@acme.com,展示会\nb@acme.com,Trade  Show\nc@acme.com,ｾﾐﾅｰ\nd@acme.com,星の市\n"
        "e@acme.com,trade_show\nf@acme.com,Paid Search\n",
    )
    found = dict(Lead.objects.values_list("email", "source"))
    assert found == {
        "a@acme.com": "event",
        "b@acme.com": "event",
        "c@acme.com": "event",
        "d@acme.com": "星の市",
        "e@acme.com": "event",
        "f@acme.com": "paid_search",
    }
    assert Lead.objects.get(email="a@acme.com").source_detail == "展示会"
    bring("campaigns", "Campaign Name,Type\n春の展示会,展示会\n")
    assert Campaign.objects.get().source == "event"
    bring("opportunities", "Opportunity Name,Account,Stage,Lead Source\nAcme,Acme,Prospecting,展示会\n")
    assert Opportunity.objects.get().source == "event"


def test_activities_touch_whom_they_name_and_open_tasks_become_tasks(bring: Bring, aoi: Person) -> None:
    bring("leads", "Id,Email\n00Q1,lead@acme.com\n")
    bring("contacts", "Id,Name,Email,Account Name\n0031,Anna,anna@acme.com,Acme\n")
    outcome = bring(
        "activities",
        "Id,WhoId,Subject,ActivityDate,Status,Type,OwnerId\n"
        "T1,00Q1,Call,2026-11-01,Completed,Call,aoi\n"
        "T2,0031,Mail,2026-11-02,Completed,Email,\n"
        "T3,00Q1,Prepare,2026-12-01,Not Started,Prep,aoi\n"
        "T4,nobody,Call,2026-11-01,Completed,Call,\n",
    )
    assert (outcome.created, outcome.rejected) == (3, 1)
    assert "Import those first" in outcome.as_json()["rejects"][0]["reason"]
    call, mail = Touchpoint.objects.order_by("at")
    assert (call.kind, call.lead.external_id if call.lead else "", call.by) == ("call", "00Q1", aoi)
    assert (mail.contact.name if mail.contact else "", mail.account.name if mail.account else "") == (
        "Anna",
        "Acme",
    )
    task = Task.objects.get()
    assert (task.title, task.due_on, task.owner) == ("Prepare", date(2026, 12, 1), aoi)
    assert Lead.objects.get().last_touch_at == call.at
    again = bring(
        "activities",
        "Id,WhoId,Subject,ActivityDate,Status,Type,OwnerId\n"
        "T1,00Q1,Call,2026-11-01,Completed,Call,aoi\n"
        "T3,00Q1,Prepare,2026-12-01,Not Started,Prep,aoi\n",
    )
    assert again.skipped == 2


def test_a_skipped_rows_id_still_leads_to_the_record_that_was_kept(bring: Bring) -> None:
    bring("leads", "Id,Name,Email\n1,Anna,a@acme.com\n2,Anna,a@acme.com\n")
    assert Lead.objects.count() == 1
    assert bring("activities", "LeadId,Type,Date\n2,Call,2026-11-01\n").created == 1
    assert Touchpoint.objects.get().lead == Lead.objects.get()


def test_one_id_on_many_rows_makes_one_record_even_where_the_first_row_is_refused(bring: Bring) -> None:
    bring("leads", "Id,Email\n1,a@acme.com\n")
    outcome = bring("activities", "Id,LeadId,Type\nX,nobody,Call\nX,1,Call\nX,1,Email\n")
    assert (outcome.created, outcome.skipped, outcome.rejected) == (1, 1, 1)


def test_an_address_that_no_mail_can_reach_stays_in_words_and_junk_is_rejected(bring: Bring) -> None:
    outcome = bring(
        "contacts", "Id,Name,Email\n1,Levy,b.levy@expressl&t.net\n2,Davis,none of your business\n"
    )
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert (Contact.objects.get().email, Contact.objects.get().fields) == (
        "",
        {"Email": "b.levy@expressl&t.net"},
    )
