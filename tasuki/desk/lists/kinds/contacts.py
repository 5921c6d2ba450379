"""Contacts: the people at the accounts."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import RecordList, Rows
from tasuki.desk.lists.edits.records import CONTACTS as EDITS
from tasuki.desk.lists.verbs.edits import edit_verbs
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.records.models import Account, Contact
from tasuki.rules.wording import N_
from tasuki.stages.intake.searching import having_text


def _rows(by: Actor) -> Rows:
    ask_any(by, "account.read")
    return Contact.objects.filter(merged_into=None)


MOST_COMPANIES = 200
"""Of so many companies of that name the people are found."""


def _having_text(rows: Rows, text: str) -> Rows:
    """Those with the words in their own name, reading or address, and those at a company that has them in its."""
    companies = list(having_text(Account.objects.all(), text).values_list("pk", flat=True)[:MOST_COMPANIES])
    named = having_text(Contact.objects.all(), text).values("pk")
    return rows.filter(Q(pk__in=named) | Q(account__in=companies))


COLUMNS = (
    columns.record(
        "name", N_("Full name"), lambda row: reverse("contact", args=[row["id"]]), "name", order="name"
    ),
    columns.text("title", N_("Job title")),
    columns.link(
        "account",
        N_("Account"),
        "account__name",
        lambda row: reverse("account", args=[row["account_id"]]),
        ("account_id",),
    ),
    columns.text("email", N_("E-mail")),
    columns.text("phone", N_("Phone")),
    columns.text("kana", N_("Name in kana"), is_usual=False),
    columns.moment("created", N_("Created"), "created_at", order="new", is_usual=False),
    columns.text("external_id", N_("External id"), is_usual=False),
)
LIST = RecordList(
    name="contacts",
    title=N_("Contacts"),
    kind="contact",
    model=Contact,
    rows=_rows,
    teaches=N_("No contact here. Contacts come from imports and from conversions."),
    usual_order=lambda chosen: "-new",
    orders={
        "new": orders.by(N_("Created"), "id", is_descending=True),
        "name": orders.by(N_("Full name"), "name"),
    },
    columns=COLUMNS,
    filters=(
        filters.text("q", N_("Name, company or e-mail"), _having_text),
        filters.text(
            "title", N_("Job title"), lambda rows, text: rows.filter(title__icontains=text), is_usual=False
        ),
        filters.period("created", N_("Created"), "created_at"),
        filters.yes_or_no("email", N_("Has an e-mail address"), lambda seen: ~Q(email="")),
    ),
    edits=EDITS,
    verbs=edit_verbs(Contact, COLUMNS, EDITS, but=("email", "phone", "kana")),
)
