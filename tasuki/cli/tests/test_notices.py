"""`tasuki notice` and `tasuki webhook`: the inbox and the endpoints, typed."""

from __future__ import annotations

from datetime import datetime

from tasuki.cli.tests.conftest import Tasuki
from tasuki.desk.tests.test_inbox import notice_of
from tasuki.integrations.webhooks.models import Endpoint, Message
from tasuki.notices.models import Habit, Preference
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead


def test_one_lists_and_reads_ones_notices_and_chooses_how_one_is_told(
    tasuki: Tasuki, aoi: Person, kei: Person, at: datetime
) -> None:
    lead = Lead.objects.create(
        id=new_id(at), state="mql", name="山田 花子", owner=aoi, captured_at=at, state_since=at, created_at=at
    )
    notice = notice_of(aoi, lead, at)
    assert "A lead is yours" in tasuki("notice", "list", as_="aoi").stdout
    assert tasuki("notice", "read", notice.pk, as_="kei").exit_code == 2
    assert tasuki("notice", "read", as_="aoi").exit_code == 2
    assert tasuki("notice", "read", "--all", "--json", as_="aoi").json == {"read": 1}
    assert tasuki("notice", "list", "--json", as_="aoi").json["items"] == []
    chosen = tasuki("notice", "prefer", "closed_loop", "email", "weekly", "--json", as_="aoi").json
    assert chosen["digest_at"] == "08:00"
    assert Preference.objects.get(person=aoi).way == "weekly"
    assert tasuki("notice", "reach", "slack", "U024BE7LH", "--person", "aoi", as_="kei").exit_code == 0
    assert Habit.objects.get(person=aoi).addresses == {"slack": "U024BE7LH"}
    assert tasuki("notice", "reach", "slack", "U1", "--person", "kei", as_="aoi").exit_code == 1


def test_an_endpoint_is_added_tried_replayed_and_removed(tasuki: Tasuki, kei: Person, aoi: Person) -> None:
    words = ("webhook", "add", "https://erp.example.com/hooks", "--code", "opportunity.won")
    assert tasuki(*words, as_="aoi").exit_code == 1
    made = tasuki(*words, "--json", as_="kei").json
    assert made["secret"].startswith("whsec_")
    assert tasuki("webhook", "add", "https://127.0.0.1/x", as_="kei").exit_code == 2
    sent = tasuki("webhook", "test", made["id"], "--json", as_="kei").json
    assert "webhook.tested" in tasuki("webhook", "log", made["id"], as_="kei").stdout
    assert tasuki("webhook", "replay", made["id"], sent["id"], as_="kei").exit_code == 0
    assert tasuki("webhook", "replay", made["id"], as_="kei").exit_code == 2
    edited = tasuki("webhook", "edit", made["id"], "--code", "lead.captured", "--json", as_="kei").json
    assert edited["items"][0]["codes"] == ["lead.captured"]
    assert tasuki("webhook", "rotate", made["id"], "--json", as_="kei").json["secret"] != made["secret"]
    assert tasuki("webhook", "disable", made["id"], as_="kei").exit_code == 0
    assert tasuki("webhook", "test", made["id"], as_="kei").exit_code == 1
    assert tasuki("webhook", "enable", made["id"], as_="kei").exit_code == 0
    assert "erp.example.com" in tasuki("webhook", "list", as_="kei").stdout
    assert tasuki("webhook", "remove", made["id"], as_="kei").exit_code == 0
    assert not Endpoint.objects.exists()
    assert not Message.objects.exists()
