"""Change an opportunity's fields: what may change, what speaks against it, and how it is written and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.records.models import Opportunity
from tasuki.rules.dossier import OpportunityFacts
from tasuki.rules.lifecycle import STATE_LABELS, OpportunityState
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem, Unreadable, read
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.checking import problems_of_change
from tasuki.stages.pipeline.columns import OWN_NAME, write
from tasuki.stages.pipeline.facts import dossier_of, opportunity_facts
from tasuki.stages.pipeline.telling import tell

EDITABLE = frozenset(
    {
        "company", "product", "product_line", "solution_category", "use_case", "industry_vertical", "amount",
        "amount_basis", "close_on", "close_date_basis", "close_date_evidence", "follow_up_plan", "decision_criteria",
        "competitive_landscape", "risks", "discount", "qualification_notes", "probability", "source", "fields",
    }
)  # fmt: skip
LOCKED_WHILE_PENDING = frozenset(
    {
        "amount", "amount_basis", "close_on", "close_date_basis", "close_date_evidence", "discount", "probability",
        "source", "fields",
    }
)  # fmt: skip
"""What the approver is looking at (AP-6)."""
LARGEST_AMOUNT = Decimal(10) ** 14


def change(
    row: Opportunity,
    changes: Mapping[str, Any],
    book: Playbook,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
) -> frozenset[str]:
    """Judge, write and journal the changes of a locked row; the caller saves its version.

    Returns the names that changed. Raises Forbidden, NotPossibleNow and Invalid with every problem.
    """
    before = opportunity_facts(row)
    after = _facts_after(before, changes)
    changed = _differing(before, after, changes)
    if not changed:
        return changed
    _require_changeable(row, changed)
    if "source" in changed and after.source != before.source:
        ask_any(by, "source.overwrite")
    problems = [
        *_problems_of_reasons(before, after, book, reason, note),
        *_problems_of_size(after, changed),
        *_problems_by_rule(row, before, after, changed, book, at),
    ]
    if problems:
        raise Invalid(problems)
    was_pushed = _is_pushed(before, after)
    row.close_date_pushes += was_pushed
    columns = [*write(row, after, changed, book), "close_date_pushes"]
    row.save(update_fields=columns)
    told = reason if was_pushed else ""
    words = {"note": note.strip(), "before": _texts(before, changed), "after": _texts(after, changed)}
    tell(
        "opportunity.edited", row, by=by, at=at, reason=told, data=_codes(before, after, changed), words=words
    )
    return changed


def _facts_after(before: OpportunityFacts, changes: Mapping[str, Any]) -> OpportunityFacts:
    closed = [name for name in changes if name not in EDITABLE and hasattr(before, name)]
    if closed:
        text = Sentence(N_("This is not changed by an edit; it has an action of its own."))
        raise Invalid([Problem(f"/{name}", "not_editable", text) for name in closed])
    try:
        given = read(OpportunityFacts, changes)
    except Unreadable as unreadable:
        raise Invalid(unreadable.problems) from unreadable
    values = {name: getattr(given, name) for name in changes}
    if "fields" in values:
        values["fields"] = {**before.fields, **given.fields}
    return replace(before, **values)


def _differing(before: OpportunityFacts, after: OpportunityFacts, given: Mapping[str, Any]) -> frozenset[str]:
    differing = frozenset(name for name in given if getattr(before, name) != getattr(after, name))
    return differing or frozenset(given) & {"close_on"}


def _require_changeable(row: Opportunity, changed: frozenset[str]) -> None:
    if row.state == OpportunityState.PENDING_APPROVAL:
        locked = sorted(changed & LOCKED_WHILE_PENDING)
        if locked:
            text = N_("This waits for an approval: %(fields)s cannot change until it is decided (AP-6).")
            raise NotPossibleNow(Sentence(text, {"fields": locked}))
    elif row.state != OpportunityState.OPEN:
        state = Sentence(STATE_LABELS[OpportunityState(row.state)])
        raise NotPossibleNow(
            Sentence(N_("The opportunity is %(state)s and no longer changes."), {"state": state})
        )


def _is_pushed(before: OpportunityFacts, after: OpportunityFacts) -> bool:
    return before.close_on is not None and after.close_on is not None and after.close_on > before.close_on


def _problems_of_reasons(
    before: OpportunityFacts, after: OpportunityFacts, book: Playbook, reason: str, note: str
) -> list[Problem]:
    problems = []
    allowed = tuple(one.code for one in book.reasons_for("push_close_date"))
    if _is_pushed(before, after) and reason not in allowed:
        text = N_("The close date moves from %(before)s to %(after)s: say why with one of %(allowed)s.")
        values = {"before": before.close_on, "after": after.close_on, "allowed": allowed}
        problems.append(Problem("/reason", "HY-5", Sentence(text, values)))
    if before.source != after.source and not note.strip():
        text = N_("The source was copied from the lead. Say in a note why it is overwritten.")
        problems.append(Problem("/note", "O-13", Sentence(text)))
    return problems


def _problems_of_size(after: OpportunityFacts, changed: frozenset[str]) -> list[Problem]:
    problems = []
    for name in sorted(changed):
        column = Opportunity._meta.get_field(OWN_NAME.get(name, name)) if hasattr(Opportunity, name) else None
        longest, value = getattr(column, "max_length", None), getattr(after, name)
        if longest and isinstance(value, str) and len(value) > longest:
            text = Sentence(
                N_("At most %(longest)s characters, not %(length)s."),
                {"longest": longest, "length": len(value)},
            )
            problems.append(Problem(f"/{name}", "too_long", text))
    if after.amount is not None and after.amount.amount >= LARGEST_AMOUNT:
        problems.append(Problem("/amount", "too_large", Sentence(N_("This amount is too large to be true."))))
    if after.probability is not None and not 0 <= after.probability <= 1:
        text = Sentence(N_("A probability is a fraction between 0 and 1."))
        problems.append(Problem("/probability", "HY-8", text))
    return problems


def _problems_by_rule(
    row: Opportunity,
    before: OpportunityFacts,
    after: OpportunityFacts,
    changed: frozenset[str],
    book: Playbook,
    at: datetime,
) -> list[Problem]:
    known = dossier_of(row, before)
    found = problems_of_change(known, replace(known, opportunity=after), changed, book, at)
    # Whoever may overwrite the source has been asked; the rule that keeps it has spoken at the conversion.
    return [problem for problem in found if problem.code != "O-13"]


def _codes(before: OpportunityFacts, after: OpportunityFacts, changed: frozenset[str]) -> dict[str, Any]:
    data: dict[str, Any] = {"fields": sorted(changed)}
    if "close_on" in changed:
        data["close_on"] = [str(day) if day else None for day in (before.close_on, after.close_on)]
        data["pushed"] = _is_pushed(before, after)
    if "amount" in changed:
        data["amount"] = [
            f"{one.amount} {one.currency}" if one else None for one in (before.amount, after.amount)
        ]
    if "source" in changed:
        data["source"] = [before.source, after.source]
    return data


def _texts(facts: OpportunityFacts, changed: frozenset[str]) -> dict[str, str]:
    return {
        name: value for name in sorted(changed) if isinstance(value := getattr(facts, name), str) and value
    }
