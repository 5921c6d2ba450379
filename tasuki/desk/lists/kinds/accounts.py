"""Accounts: the companies, and who looks after them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, RecordList, Rows, Seen
from tasuki.desk.lists.edits.records import ACCOUNTS as EDITS
from tasuki.desk.lists.naming import industries, segments
from tasuki.desk.lists.verbs.edits import edit_verbs
from tasuki.desk.words import segment_word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.countries import country_named
from tasuki.records.models import Account, Opportunity
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.wording import N_
from tasuki.stages.intake.searching import having_text
from tasuki.stages.pipeline.queries import ON_THE_BOARD


def _rows(by: Actor) -> Rows:
    ask_any(by, "account.read")
    return Account.objects.filter(merged_into=None)


def _high_value(seen: Seen) -> Q:
    """RP-5, as `why_high_value` says it: by the tier, or by a large deal at work."""
    limits = seen.book.limits
    large = Opportunity.objects.filter(
        state__in=ON_THE_BOARD, currency=seen.book.playbook.currency, amount__gt=limits.key_deal_amount
    )
    return Q(tier__in=limits.strategic_tiers) | Q(pk__in=large.values("account"))


COLUMNS = (
    columns.record(
        "name", N_("Account"), lambda row: reverse("account", args=[row["id"]]), "name", order="name"
    ),
    columns.text("domain", N_("Company domain")),
    columns.word("industry", N_("Industry"), INDUSTRIES),
    columns.word("segment", N_("Segment"), lambda key, book: segment_word(key)),
    columns.number("employees", N_("Employees"), order="employees"),
    columns.country("country", N_("Country")),
    columns.person("owner", N_("Owner")),
    columns.text("region", N_("Region"), is_usual=False),
    columns.text("tier", N_("Tier"), is_usual=False),
    columns.text("business_model", N_("Business model"), is_usual=False),
    columns.several("technologies", N_("Technologies"), is_usual=False),
    columns.moment("created", N_("Created"), "created_at", order="new", is_usual=False),
    columns.text("external_id", N_("External id"), is_usual=False),
)
LIST = RecordList(
    name="accounts",
    title=N_("Accounts"),
    kind="account",
    model=Account,
    rows=_rows,
    teaches=N_("No account here. Accounts come from imports and from conversions."),
    usual_order=lambda chosen: "-new",
    orders={
        "new": orders.by(N_("Created"), "id", is_descending=True),
        "name": orders.by(N_("Account"), "name_key"),
        "employees": orders.by_what_may_lack(N_("Employees"), "employees", is_descending=True),
    },
    columns=COLUMNS,
    filters=(
        filters.text("q", N_("Name or domain"), having_text),
        filters.owner("owner", N_("Owner"), "owner", Role.AE, Role.MANAGER, permission="account.read"),
        filters.choice("industry", N_("Industry"), industries, groups=True),
        filters.choice("segment", N_("Segment"), segments, groups=True),
        filters.text("tier", N_("Tier"), lambda rows, text: rows.filter(tier=text), is_usual=False),
        filters.text(
            "country",
            N_("Country"),
            lambda rows, text: rows.filter(country=country_named(text)),
            is_usual=False,
        ),
        filters.yes_or_no("high_value", N_("High value"), _high_value),
        filters.period("created", N_("Created"), "created_at"),
    ),
    chips=(
        Chip(N_("Mine"), "owner=me"),
        Chip(N_("Nobody's"), "owner=nobody"),
        Chip(N_("High-value accounts"), "high_value=yes"),
    ),
    edits=EDITS,
    verbs=edit_verbs(Account, COLUMNS, EDITS, but=("domain",)),
)
