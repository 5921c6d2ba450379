"""Who was there first (DG-4), and how long a company is protected (DG-2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasuki.rules.matching import CompanyFacts
from tasuki.rules.registration import Claim, conflicts, is_protected, protected_until

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
OURS = CompanyFacts(name="株式会社サンプル製作所", domain="example.co.jp")


def claim(name: str, domain: str = "", hours: int = 1, account: str = "") -> Claim:
    company = CompanyFacts(name=name, domain=domain)
    return Claim("lead", f"{name}-{hours}", name, company, AT - timedelta(hours=hours), account)


def found(*claims: Claim, account: str = "") -> list[tuple[str, str]]:
    them = conflicts(OURS, account, AT, claims, similarity=lambda ours, theirs: 0.0, free_mail={"gmail.com"})
    return [(one.claim.name, one.because.spoken("en")) for one in them]


def test_the_same_domain_account_or_company_that_stood_before_is_a_conflict_the_oldest_first() -> None:
    assert found(
        claim("別の名前", "example.co.jp", 1),
        claim("(株)サンプル製作所", hours=3),
        claim("Somewhere", account="a-1", hours=2),
        account="a-1",
    ) == [
        ("(株)サンプル製作所", "It has the same name; a domain is not known on both sides."),
        ("Somewhere", "It is about the same account."),
        ("別の名前", "It has the same domain, example.co.jp."),
    ]


def test_what_came_later_or_is_another_company_is_no_conflict() -> None:
    later, other = claim("株式会社サンプル製作所", hours=0), claim("有限会社別物", "other.example")
    namesake, another_form = (
        claim("株式会社サンプル製作所", "sample.example"),
        claim("有限会社サンプル製作所"),
    )
    assert found(later, other, namesake, another_form) == []


def test_a_protection_ends_on_its_day_and_only_an_approved_one_protects() -> None:
    until = protected_until(AT, 90)
    assert until - AT == timedelta(days=90)
    assert is_protected("approved", until, until - timedelta(seconds=1))
    assert not is_protected("approved", until, until)
    assert not is_protected("submitted", until, AT)
