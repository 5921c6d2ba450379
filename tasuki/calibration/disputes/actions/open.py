"""Somebody calls a decision about a lead wrong, and a neutral third person is asked to rule (DS-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import as_answered, decisions_about, who_has_part
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import roles_with
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.dispute import DisputeState, side_of
from tasuki.rules.escalation import REVOPS, fallback
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.company import colleagues

LONGEST_LINE = 500
LONGEST_TEXT = 5000
MOST_LINES = 20


@transaction.atomic
def open_dispute(
    lead_id: UUID, event: int, *, claim: str, by: Actor, at: datetime, evidence: Sequence[str] = ()
) -> Dispute:
    """``event`` is the decision's number in the journal, ``claim`` what is wrong about it, ``evidence`` what shows it.

    One dispute per decision; nobody disputes their own. Its clock runs, and whoever of RevOps has no part in it owes
    the ruling. Raises Forbidden, NotFound, Invalid, NotPossibleNow.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "dispute.open")
    named = decisions_about(lead.pk).filter(pk=event).first()
    decided = as_answered(named) if named is not None else None
    proofs = [line.strip() for line in evidence if line.strip()]
    problems = list(_problems(decided, claim, proofs, in_force()))
    if problems or decided is None:
        raise Invalid(problems)
    _refuse_own(decided, by)
    _refuse_second(decided)
    row = Dispute(
        id=new_id(at), lead=lead, event=decided.seq, code=decided.code, decided_at=decided.at,
        decided_by_id=decided.actor_id, playbook=decided.playbook, side=side_of(by.roles), claim=claim.strip(),
        evidence=proofs, opened_at=at, opened_by_id=by.person_id,
    )  # fmt: skip
    row.ruler_id = neutral(row, decided, at)
    row.save(force_insert=True)
    data = {
        "event": row.event,
        "decision": row.code,
        "side": row.side,
        **({"owner": str(row.ruler_id)} if row.ruler_id else {}),
    }
    words = {"claim": row.claim, **({"evidence": "\n".join(proofs)} if proofs else {})}
    append(entry("dispute.opened", row, by, at, data, words))
    return row


def entry(
    code: str, row: Dispute, by: Actor, at: datetime, data: dict[str, object], words: dict[str, str]
) -> Entry:
    stamp = in_force().stamp
    return Entry(code, at, by, "dispute", row.pk, lead_id=row.lead_id, playbook=stamp, data=data, words=words)


def too_long(texts: Mapping[str, str]) -> Iterator[Problem]:
    for name, text in texts.items():
        if len(text.strip()) > LONGEST_TEXT:
            most = Sentence(N_("At most %(most)s characters."), {"most": LONGEST_TEXT})
            yield Problem(f"/{name}", "too_long", most)


def neutral(row: Dispute, decided: Event | None, at: datetime, leaver: UUID | None = None) -> UUID | None:
    """Whoever is there of those who may rule and has no part in it, RevOps first; the first by handle."""
    parts = frozenset().union(*who_has_part(row, decided).values())
    may = set(roles_with("dispute.rule"))
    able = [one for one in colleagues((), at).values() if may & one.roles and one.id not in {*parts, leaver}]
    return fallback(REVOPS, able)


def _problems(decided: Event | None, claim: str, proofs: Sequence[str], book: Playbook) -> Iterator[Problem]:
    if decided is None:
        unknown = Sentence(N_("This is no decision about this lead that can be disputed."))
        yield Problem("/event", "DS-1", unknown, Sentence(N_("Choose one of the lead's decisions.")))
    least = book.limits.rationale_min
    if not says_something(claim.strip(), book) or len(claim.strip()) < least:
        short = Sentence(
            N_("Say what is wrong about it, in at least %(least)s characters."), {"least": least}
        )
        yield Problem("/claim", "DS-1", short, Sentence(N_("Name the criterion and what speaks against it.")))
    yield from too_long({"claim": claim})
    if len(proofs) > MOST_LINES:
        text = Sentence(N_("At most %(most)s lines."), {"most": MOST_LINES})
        yield Problem("/evidence", "too_long", text)
    elif any(len(one) > LONGEST_LINE for one in proofs):
        text = Sentence(N_("At most %(most)s characters in a line."), {"most": LONGEST_LINE})
        yield Problem("/evidence", "too_long", text)


def _refuse_own(decided: Event, by: Actor) -> None:
    if by.person_id is not None and decided.actor_id == by.person_id:
        text, fix = N_("You made this decision yourself."), N_("Take it back where it was made.")
        raise NotPossibleNow(Sentence(text), [Problem("/event", "DS-1", Sentence(text), Sentence(fix))])


def _refuse_second(decided: Event) -> None:
    other = Dispute.objects.filter(event=decided.seq).exclude(state=DisputeState.WITHDRAWN).first()
    if other is None:
        return
    if other.state == DisputeState.OPEN:
        text, fix = N_("This decision is disputed already."), N_("Add what you know to that dispute's lead.")
    else:
        text, fix = N_("This decision has been ruled on."), N_("Read the ruling on the lead's page.")
    raise NotPossibleNow(Sentence(text), [Problem("/event", "DS-1", Sentence(text), Sentence(fix))])
