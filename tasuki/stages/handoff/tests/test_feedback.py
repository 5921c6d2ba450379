"""Amending, reading and rating a brief (HB-4, HB-8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import diff_since_read, latest_version
from tasuki.stages.handoff.telling import line_in
from tasuki.stages.handoff.tests.leads import NOTES, agree_on
from tasuki.stages.qualification.models import Answer

As = Callable[[Person], Actor]


def test_the_ae_sees_what_changed_since_they_read_the_brief(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    assert diff_since_read(submitted, ren).read is None
    assert actions.mark_read(submitted.pk, by=as_(ren), at=at) == 1
    need = Answer.objects.get(lead=lead, criterion="need")
    Answer.objects.filter(pk=need.pk).update(body={**need.body, "why_now": "新工場稼働が二月に早まった"})
    version = actions.amend(submitted.pk, {"likelihood": "medium"}, by=as_(aoi), at=at + timedelta(hours=1))
    difference = diff_since_read(submitted, ren)
    assert (version.number, difference.read, difference.now) == (2, 1, 2)
    assert [change.key for change in difference.changes] == ["note_why_now", "likelihood"]
    likelihood = difference.changes[1]
    assert likelihood.before is not None
    assert likelihood.after is not None
    assert line_in(likelihood.before, "en", str, "Asia/Tokyo")["text"] == "high"
    assert line_in(likelihood.after, "en", str, "Asia/Tokyo")["text"] == "medium"
    assert actions.mark_read(submitted.pk, by=as_(ren), at=at) == 2
    assert diff_since_read(submitted, ren).changes == ()


def test_the_first_version_stays_as_the_ae_got_it(
    submitted: Handoff, aoi: Person, at: datetime, as_: As
) -> None:
    first = latest_version(submitted)
    assert first is not None
    actions.amend(submitted.pk, {"sdr_assessment": "取締役が自ら問い合わせてきた"}, by=as_(aoi), at=at)
    kept = submitted.briefs.get(number=1)
    assert kept.body == first.body
    assert [one.number for one in submitted.briefs.order_by("number")] == [1, 2]


def test_amending_nothing_makes_no_version(submitted: Handoff, aoi: Person, at: datetime, as_: As) -> None:
    assert actions.amend(submitted.pk, {"likelihood": NOTES["likelihood"]}, by=as_(aoi), at=at).number == 1
    assert Event.objects.filter(code="brief.completed").count() == 1


def test_a_note_that_the_brief_has_no_line_for_is_kept(
    submitted: Handoff, aoi: Person, at: datetime, as_: As
) -> None:
    agreed = PlaybookVersion.objects.get(state="in_force").toml
    line = re.search(r'\[\[brief\]\]\nkey = "org_chart"\n.*?\n\n', agreed, re.DOTALL)
    assert line is not None
    agree_on(agreed.replace(line[0], ""), at)
    version = actions.amend(submitted.pk, {"org_chart": "情報システム部は経営企画の下"}, by=as_(aoi), at=at)
    submitted.refresh_from_db()
    assert (version.number, submitted.notes["org_chart"]) == (1, "情報システム部は経営企画の下")


def test_a_submitted_brief_does_not_lose_what_it_had(
    submitted: Handoff, aoi: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.amend(submitted.pk, {"likelihood": "", "sdr_assessment": "TBD"}, by=as_(aoi), at=at)
    pointers = [problem.pointer for problem in refused.value.problems]
    assert pointers == ["/handoff/sdr_assessment", "/handoff/likelihood"]


def test_a_draft_is_written_and_not_amended(lead: Lead, aoi: Person, at: datetime, as_: As) -> None:
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    with pytest.raises(NotPossibleNow, match="this one is a draft"):
        actions.amend(lead.pk, {"likelihood": "low"}, by=as_(aoi), at=at)
    with pytest.raises(NotFound):
        actions.mark_read(lead.pk, by=as_(aoi), at=at)


def test_nobody_but_the_sdr_and_their_manager_amends(
    submitted: Handoff, ren: Person, stranger: Person, at: datetime, as_: As
) -> None:
    for other in (ren, stranger):
        with pytest.raises(Forbidden):
            actions.amend(submitted.pk, {"likelihood": "low"}, by=as_(other), at=at)
    with pytest.raises(NotFound):
        actions.mark_read(submitted.pk, by=as_(stranger), at=at)


def test_the_quality_of_a_handoff_is_the_mean_of_rating_completeness_and_questions_not_asked_again(
    accepted: Handoff, ren: Person, at: datetime, as_: As
) -> None:
    rated = actions.rate(
        accepted.pk,
        rating=4,
        feedback="権限の確認だけやり直した",
        asked_again=["authority_signer", "authority_signer"],
        by=as_(ren),
        at=at,
    )
    assert rated.asked_again == ["authority_signer"]
    assert rated.quality == pytest.approx(Decimal("0.8982"), abs=Decimal("0.0001"))
    event = Event.objects.get(code="handoff.rated")
    assert (event.data["rating"], event.data["quality"]) == (4, str(rated.quality))
    assert event.payload.words == {"feedback": "権限の確認だけやり直した"}


def test_a_second_rating_replaces_the_first_and_the_journal_keeps_both(
    accepted: Handoff, ren: Person, at: datetime, as_: As
) -> None:
    actions.rate(accepted.pk, rating=1, by=as_(ren), at=at)
    assert actions.rate(accepted.pk, rating=5, by=as_(ren), at=at).quality == 1
    assert Event.objects.filter(code="handoff.rated").count() == 2


def test_a_rating_outside_its_scale_and_an_unknown_question_are_both_said(
    accepted: Handoff, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.rate(accepted.pk, rating=6, asked_again=["need_why_now", "shoe_size"], by=as_(ren), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/rating", "/asked_again/1"]


def test_only_the_ae_and_their_manager_rate_and_only_what_was_accepted(
    submitted: Handoff, aoi: Person, ren: Person, mio: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(NotPossibleNow):
        actions.rate(submitted.pk, rating=5, by=as_(ren), at=at)
    actions.accept(submitted.pk, by=as_(ren), at=at)
    with pytest.raises(Forbidden):
        actions.rate(submitted.pk, rating=5, by=as_(aoi), at=at)
    assert actions.rate(submitted.pk, rating=5, by=as_(mio), at=at).rating == 5
