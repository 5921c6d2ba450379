"""Which value of each field the record that stays takes: chosen by a person, else by the rule, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tasuki.records.merging.pair import Pair, Subject
from tasuki.records.merging.stated import Known, known_about
from tasuki.rules.merging import Choice, Side, Stated, folded, which_value
from tasuki.rules.wording import N_, Sentence

CUSTOM = "fields."
CHOSEN = N_("chosen by you")


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are chosen together; the first is the field's name at every door, and what its page shows."""

    columns: tuple[str, ...]
    label: str

    @property
    def name(self) -> str:
        return self.columns[0].removesuffix("_id")


_PERSON = (
    Group(("name", "family_name", "given_name"), N_("Full name")),
    Group(("kana",), N_("Name in kana")),
    Group(("title",), N_("Job title")),
    Group(("email",), N_("E-mail")),
    Group(("phone",), N_("Phone")),
)
_COMPANY = (
    Group(("country",), N_("Country")),
    Group(("region",), N_("Region")),
    Group(("industry",), N_("Industry")),
    Group(("employees",), N_("Employees")),
    Group(("segment",), N_("Segment")),
    Group(("business_model",), N_("Business model")),
    Group(("technologies",), N_("Technologies")),
    Group(("tier",), N_("Tier")),
    Group(("background",), N_("Company background")),
)
GROUPS: Mapping[Subject, tuple[Group, ...]] = {
    "lead": (
        *_PERSON,
        Group(("company_name",), N_("Company")),
        Group(("company_domain",), N_("Company domain")),
        *_COMPANY,
        Group(("source", "source_detail"), N_("Source")),
        Group(("campaign_id",), N_("Campaign")),
        Group(("message",), N_("Message or offer they answered")),
        Group(("why_now",), N_("Why now, what has changed")),
        Group(("consent",), N_("Consent")),
        Group(("account_id",), N_("Account")),
        Group(("contact_id",), N_("Contact")),
    ),
    "account": (
        Group(("name", "name_key", "legal_form"), N_("Company")),
        Group(("domain",), N_("Company domain")),
        *_COMPANY,
        Group(("owner_id",), N_("Owner")),
    ),
    "contact": (
        *_PERSON,
        Group(("account_id",), N_("Account")),
        Group(("consent",), N_("Consent")),
    ),
}
READ_ONLY_ONCE_CONVERTED = frozenset({"source", "campaign"})


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field in which the two differ: both values, whose is taken, and why. ``chosen``: somebody said so."""

    name: str
    label: Sentence
    survivor: object
    gone: object
    takes: Side
    because: Sentence
    chosen: bool
    fixed: bool = False

    @property
    def changes(self) -> bool:
        return self.takes == "gone"


def plan_fields(pair: Pair) -> tuple[FieldPlan, ...]:
    """Every field in which the two differ."""
    known = known_about(pair)
    return (*_columns(pair, known), *_custom(pair, known))


def columns_taken(pair: Pair, plans: tuple[FieldPlan, ...]) -> dict[str, Any]:
    """The survivor's columns as the plan changes them."""
    taken = {one.name for one in plans if one.takes == "gone"}
    columns = {
        column: getattr(pair.gone, column)
        for group in GROUPS[pair.subject]
        if group.name in taken
        for column in group.columns
    }
    custom = {name: value for name, value in pair.gone.fields.items() if CUSTOM + name in taken}
    if custom:
        columns["fields"] = {**pair.survivor.fields, **custom}
    return columns


def _columns(pair: Pair, known: Known) -> Iterator[FieldPlan]:
    fixed = READ_ONLY_ONCE_CONVERTED if getattr(pair.survivor, "state", "") == "converted" else frozenset()
    for group in GROUPS[pair.subject]:
        ours, theirs = (
            tuple(getattr(row, name) for name in group.columns) for row in (pair.survivor, pair.gone)
        )
        if ours == theirs or _are_empty(theirs):
            continue
        if group.name in fixed:
            because = Sentence(N_("read-only since the conversion"))
            yield FieldPlan(
                group.name, Sentence(group.label), _shown(pair.survivor, group), _shown(pair.gone, group), "survivor",
                because, chosen=False, fixed=True,
            )  # fmt: skip
            continue
        stated = (
            _stated(ours, group.columns, pair.survivor.pk, known),
            _stated(theirs, group.columns, pair.gone.pk, known),
        )
        yield _plan(
            pair, group.name, Sentence(group.label), _shown(pair.survivor, group), _shown(pair.gone, group),
            which_value(*stated),
        )  # fmt: skip


def _custom(pair: Pair, known: Known) -> Iterator[FieldPlan]:
    ours, theirs = pair.survivor.fields, pair.gone.fields
    for name in sorted(theirs):
        if theirs[name] in (None, "") or ours.get(name) == theirs[name]:
            continue
        choice = which_value(
            known.of(pair.survivor.pk, "fields", ours.get(name)),
            known.of(pair.gone.pk, "fields", theirs[name]),
        )
        label = Sentence(N_("custom field “%(name)s”"), {"name": name})
        yield _plan(pair, CUSTOM + name, label, ours.get(name, ""), theirs[name], choice)


def _plan(pair: Pair, name: str, label: Sentence, ours: object, theirs: object, choice: Choice) -> FieldPlan:
    chosen = pair.choices.get(name)
    if chosen is None:
        return FieldPlan(name, label, ours, theirs, choice.takes, choice.because, chosen=False)
    return FieldPlan(name, label, ours, theirs, chosen, Sentence(CHOSEN), chosen=True)


def _stated(values: tuple[Any, ...], columns: tuple[str, ...], key: Any, known: Known) -> Stated:
    """A group of columns is set when its last column was."""
    first = next((value for value in values if value not in (None, "", [], {})), None)
    if columns == ("consent",) and first:
        return Stated(first, known.moment(first.get("given_at")), by_person=False)
    if len(values) > 1 and first is not None:
        first = "\x1f".join(str(folded(value)) for value in values)
    return known.of(key, columns[0].removesuffix("_id"), first)


def _are_empty(values: tuple[Any, ...]) -> bool:
    return all(value in (None, "", [], {}) for value in values)


def _shown(row: Any, group: Group) -> object:
    """What people read: the name of what a foreign key refers to, else the value."""
    name = group.columns[0]
    if name.endswith("_id"):
        related = getattr(row, name.removesuffix("_id"))
        return str(related.name) if related is not None else ""
    shown = getattr(row, name)
    if name == "source" and row.source_detail:
        return f"{shown} · {row.source_detail}"
    return shown
