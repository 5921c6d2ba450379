"""Editions on paper and by mail, to whoever asked for them."""

from __future__ import annotations

import sys
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from tasuki.desk.papers.edition import TEMPLATE, page_of, papers_of, told_in
from tasuki.desk.papers.posting import issue_due, send_to_readers
from tasuki.desk.papers.press import typeset
from tasuki.insight.editions.issue import issue
from tasuki.insight.editions.reading import subscribe
from tasuki.insight.models import Edition
from tasuki.insight.tests.history import Life, write
from tasuki.platform.people.models import Person

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agreement")]


def test_an_edition_is_printed_once_in_both_languages_with_its_charts(as_: Any, kei: Person) -> None:
    write([Life(70, (0.5, 0.5)), Life(71, (0.5,))])
    edition, _ = issue("weekly", by=as_(kei), at=AT)
    english, japanese = papers_of(edition)
    assert (english.language, japanese.language) == ("en", "ja")
    assert bytes(japanese.pdf).startswith(b"%PDF")
    assert "週次レポート" in japanese.html
    assert japanese.html.count("<svg") >= 1
    assert "http" not in japanese.html.replace("http://www.w3.org/", "")
    assert [one.pk for one in papers_of(edition)] == [english.pk, japanese.pk]
    assert "vl_convert" not in sys.modules, (
        "who draws keeps a hundred megabytes: a process of its own does it"
    )


def test_what_is_not_there_is_said_and_so_is_what_is_not_shown(as_: Any, kei: Person) -> None:
    write([Life(70, (0.5, 0.5))])
    edition, _ = issue("weekly", by=as_(kei), at=AT)
    told = told_in(edition, "ja")
    table = told["sections"][0]["tables"][0]
    table |= {"cut_off": True, "latest": False}
    page = page_of(told)
    assert "この期間には該当するものがありません。" in page
    assert "最初の40行だけを示しています。" in page
    table["latest"] = True
    assert "最後の40行だけを示しています。" in page_of(told)
    assert typeset(TEMPLATE, "edition", told).startswith(b"%PDF")


def test_who_asked_for_it_is_mailed_it_once(as_: Any, kei: Person, sora: Person, settings: Any) -> None:
    settings.EMAIL_HOST = "localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Person.objects.filter(pk__in=[kei.pk, sora.pk]).update(email="somebody@example.com")
    write([Life(70, (0.5, 0.5))])
    edition, _ = issue("weekly", by=as_(kei), at=AT)
    subscribe("weekly", True, by=as_(kei))
    assert (send_to_readers(edition, AT), send_to_readers(edition, AT)) == (1, 0)
    sent: Any = mail.outbox[0]
    assert "data:" not in str(sent.alternatives)
    assert sent.attachments[-1][0] == "weekly-2026-11-15.pdf"
    assert sent.to == ["somebody@example.com"]
    assert [one.get_content_type() for one in sent.attachments[:-1]] == ["image/png"] * (
        len(sent.attachments) - 1
    )


def test_a_period_before_the_first_lead_is_not_issued() -> None:
    issue_due(AT)
    assert not Edition.objects.exists()
    write([Life(70, (0.5, 0.5))])
    issue_due(AT)
    assert list(Edition.objects.values_list("kind", flat=True)) == ["weekly"]


def test_who_cannot_be_reached_holds_nobody_elses_letter_back(
    as_: Any, kei: Person, sora: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for one in (kei, sora):
        Person.objects.filter(pk=one.pk).update(email=f"{one.handle}@example.com")
        subscribe("weekly", True, by=as_(one))
    write([Life(70, (0.5, 0.5))])
    edition, _ = issue("weekly", by=as_(kei), at=AT)
    send = EmailMultiAlternatives.send

    def refuse(letter: Any, *words: Any) -> int:
        if letter.to == ["kei@example.com"]:
            raise SMTPRecipientsRefused({})
        return send(letter, *words)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    assert send_to_readers(edition, AT) == 1
    monkeypatch.undo()
    assert (send_to_readers(edition, AT), [one.to for one in mail.outbox]) == (
        1, [["sora@example.com"], ["kei@example.com"]],
    )  # fmt: skip


def test_a_paper_is_dated_by_the_agreements_zone(as_: Any, kei: Person) -> None:
    """Monday half past midnight in Tokyo is Sunday afternoon in UTC."""
    write([Life(70, (0.5, 0.5))])
    edition, _ = issue("weekly", by=as_(kei), at=datetime.fromisoformat("2026-11-15T15:30:00+00:00"))
    assert "2026年11月16日" in told_in(edition, "ja")["stamp"]
