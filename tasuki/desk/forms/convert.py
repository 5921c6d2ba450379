"""The conversion's form: what the record knows is filled in, what was typed is read back (contract/convert.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, chosen, options
from tasuki.desk.forms.labels import label_of
from tasuki.desk.forms.shapes import as_json, fields_of, in_currency, typed_tree
from tasuki.desk.panels.people import choices
from tasuki.desk.words import spoken, word
from tasuki.platform.access.roles import Role
from tasuki.rules.dossier import Contact, NextStep, OpportunityFacts, Override
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.placed import PlacedContact
from tasuki.stages.conversion.plan import Plan

NAME = ("product", "use_case", "company")
MONEY = ("amount", "amount_basis", "discount")
DATES = ("close_on", "close_date_basis", "close_date_evidence")
PLAN = ("follow_up_plan", "risks", "competitive_landscape", "decision_criteria", "qualification_notes")
MORE = (
    "product_line",
    "solution_category",
    "industry_vertical",
    "evaluation_factors",
    "deal_blockers",
    "probability",
)
SPARE_CONTACTS, SPARE_STEPS = 2, 1
ROLES = ("economic_buyer", "champion", "influencer", "technical_evaluator", "signer", "user")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact with its fields; ``known`` says what becomes of it, where the plan has placed it."""

    index: int
    fields: tuple[Field, ...]
    primary: bool
    known: PlacedContact | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    index: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ConvertForm:
    """Every field of the conversion, by the panel that it belongs to."""

    account: tuple[Option, ...]
    besides: tuple[str, ...]
    into: tuple[Option, ...]
    attach: frozenset[str]
    contacts: tuple[ContactRow, ...]
    name: tuple[Field, ...]
    money: tuple[Field, ...]
    dates: tuple[Field, ...]
    stage: tuple[Field, ...]
    plan: tuple[Field, ...]
    more: tuple[Field, ...]
    steps: tuple[StepRow, ...]
    override: tuple[Field, ...]


def convert_form(made: Plan, typed: Mapping[str, Any], proofs: Sequence[tuple[str, str]]) -> ConvertForm:
    """The form of a plan; ``typed`` is the JSON that the plan was asked with."""
    facts, book = made.given, made.book
    return ConvertForm(
        account=_accounts(made, typed),
        besides=_besides(made, typed),
        into=_into(made),
        attach=frozenset(typed.get("attach_leads", ())),
        contacts=_contacts(made),
        name=_of(facts, NAME),
        money=_money(facts, book),
        dates=_dates(facts, proofs),
        stage=_stage(facts, book),
        plan=_of(facts, PLAN),
        more=_more(facts),
        steps=_steps(facts),
        override=fields_of(Override, made.dossier.override if typed.get("override") else None, "override"),
    )


def asked_json(post: QueryDict, zone: ZoneInfo) -> dict[str, Any]:
    """What was typed, in the shape of contract/convert.json."""
    flat = {name: value for name, value in post.items() if isinstance(value, str)}
    facts = as_json(OpportunityFacts, typed_tree(flat, "opportunity"), zone)
    asked: dict[str, Any] = {"opportunity": facts, "account": _account_typed(post)}
    contacts = [
        as_json(Contact, {**row, "primary": "on" if post.get("primary") == index else ""}, zone)
        for index, row in sorted(typed_tree(flat, "contacts").items(), key=lambda one: int(one[0]))
    ]
    asked["contacts"] = [row for row in contacts if row.get("name") or row.get("person") or row.get("id")]
    override = as_json(Override, typed_tree(flat, "override"), zone)
    if override.get("rationale"):
        asked["override"] = override
    if into := post.get("into_opportunity"):
        asked["into_opportunity"] = into
        asked["account"] = {"action": "match"}
    if chosen := post.getlist("attach_leads"):
        asked["attach_leads"] = chosen
    return asked


def _account_typed(post: QueryDict) -> dict[str, Any]:
    """Whoever chooses a new account has those that look like the company before their eyes."""
    choice = post.get("account", "")
    if choice in ("", "match"):
        return {"action": "match"}
    if choice == "create":
        return {"action": "create", "besides": post.getlist("besides")}
    return {"action": "link", "id": choice}


def _accounts(made: Plan, typed: Mapping[str, Any]) -> tuple[Option, ...]:
    """Nothing is chosen where somebody has to say which."""
    chosen = str(made.account.id) if made.account.links else "" if made.account.asks else "create"
    found = [Option(one.id, one.name, one.id == chosen) for one in made.account.candidates]
    if made.account.links and all(one.value != str(made.account.id) for one in found):
        found.insert(0, Option(str(made.account.id), made.account.name, True))
    new_name = made.given.company or made.account.name
    label = gettext("Create a new account: %(name)s") % {"name": new_name}
    return (*found, Option("create", label, chosen == "create"))


def _besides(made: Plan, typed: Mapping[str, Any]) -> tuple[str, ...]:
    """The accounts that a new one would stand besides: those shown as look-alikes."""
    known = typed.get("account", {}).get("besides", ())
    return tuple(dict.fromkeys((*known, *(one.id for one in made.account.candidates))))


def _into(made: Plan) -> tuple[Option, ...]:
    """A new opportunity, or one of the account's open ones."""
    if not made.offers and made.into is None:
        return ()
    chosen = str(made.into.id) if made.into else ""
    found = [Option(str(one.id), one.name, str(one.id) == chosen) for one in made.offers]
    if made.into and all(one.value != chosen for one in found):
        found.append(Option(chosen, made.into.row["name"], True))
    return (Option("", gettext("Create a new opportunity"), not chosen), *found)


def _of(facts: OpportunityFacts, names: Sequence[str]) -> tuple[Field, ...]:
    return fields_of(OpportunityFacts, facts, "opportunity", only=names)


def _money(facts: OpportunityFacts, book: Playbook) -> tuple[Field, ...]:
    """The discount's details stand apart."""
    shown = (one for one in _of(facts, MONEY) if not one.name.startswith("opportunity/discount/amount"))
    return in_currency(shown, book.playbook.currency)


def _dates(facts: OpportunityFacts, proofs: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    fields = []
    for field in _of(facts, DATES):
        if field.name.endswith("close_date_evidence"):
            field = Field(field.name, field.label, "choice", field.value, options(proofs, field.value, "—"))
        fields.append(field)
    return tuple(fields)


def _stage(facts: OpportunityFacts, book: Playbook) -> tuple[Field, ...]:
    stages = [(stage.key, spoken(stage.label)) for stage in book.stage if stage.entry]
    return (
        Field("opportunity/stage", label_of("opportunity/stage"), "choice", facts.stage,
              options(stages, facts.stage, "—")),
        chosen("opportunity/owner", label_of("opportunity/owner"), facts.owner, choices(Role.AE, Role.MANAGER)),
    )  # fmt: skip


def _more(facts: OpportunityFacts) -> tuple[Field, ...]:
    industries = [(key, word(key, INDUSTRIES)) for key in INDUSTRIES]
    return tuple(
        chosen(one.name, one.label, facts.industry_vertical, industries)
        if one.name == "opportunity/industry_vertical"
        else one
        for one in _of(facts, MORE)
    )


def _contacts(made: Plan) -> tuple[ContactRow, ...]:
    rows: list[tuple[Contact, str, bool, PlacedContact | None]] = [
        (placed.facts, role, placed.primary and role == placed.roles[0], placed)
        for placed in made.contacts
        for role in placed.roles
    ]
    rows += [(Contact(), "", False, None)] * SPARE_CONTACTS
    return tuple(
        ContactRow(index, _contact_fields(index, facts, role), primary, placed)
        for index, (facts, role, primary, placed) in enumerate(rows)
    )


def _contact_fields(index: int, facts: Contact, role: str) -> tuple[Field, ...]:
    prefix = f"contacts/{index}"
    pairs = [(one, word(one)) for one in ROLES]
    hidden = [Field(f"{prefix}/{name}", "", "hidden", getattr(facts, name)) for name in ("person", "id")]
    of_the_lead = facts.person == "lead"
    beyond = (
        ()
        if of_the_lead
        else (
            Field(f"{prefix}/title", label_of("contacts/title"), "text", facts.title),
            Field(f"{prefix}/email", label_of("contacts/email"), "email", facts.email),
        )
    )
    return (
        *(field for field in hidden if field.value),
        Field(f"{prefix}/name", label_of("contacts/name"), "text", facts.name),
        *beyond,
        Field(f"{prefix}/role", label_of("contacts/role"), "choice", role, options(pairs, role, "—")),
    )


def _steps(facts: OpportunityFacts) -> tuple[StepRow, ...]:
    people = choices(Role.AE, Role.SDR, Role.MANAGER)
    steps = (*facts.next_steps, *(NextStep(owner=facts.owner) for _ in range(SPARE_STEPS)))
    rows = []
    for index, step in enumerate(steps):
        prefix = f"opportunity/next_steps/{index}"
        rows.append(StepRow(index, (
            Field(f"{prefix}/action", label_of("action"), "text", step.action),
            Field(f"{prefix}/owner", label_of("next_steps/owner"), "choice", step.owner,
                  options(people, step.owner, "—")),
            Field(f"{prefix}/due_on", label_of("due_on"), "date", step.due_on.isoformat() if step.due_on else ""),
        )))  # fmt: skip
    return tuple(rows)
