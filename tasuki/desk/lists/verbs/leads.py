"""What can be done with many leads: give them to somebody, accept, end, archive them, put them into a campaign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.endings import day_typed, details_of, ending_fields
from tasuki.desk.forms.field import Field
from tasuki.desk.lists.description import Change, Kept, Seen, Typed, Verb
from tasuki.desk.lists.edits.leads import EDITS
from tasuki.desk.lists.verbs.edits import edit_verb
from tasuki.platform.language import translator
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification import actions
from tasuki.stages.routing import actions as routing

FORM = "bulk"
TAKEN_BACK = N_("Taken back: it was part of a change of many leads that was a mistake.")


def _no_fields(seen: Seen) -> tuple[Field, ...]:
    return ()


def _accept(key: UUID, typed: Typed, change: Change) -> Kept:
    actions.accept(key, by=change.by, at=change.at, rationale=typed.get("rationale", ""))
    return {}


def _rationale_for_all(seen: Seen) -> tuple[Field, ...]:
    drafted = gettext("Left empty, each lead keeps the rationale that is drafted from its own findings.")
    return (Field("rationale", gettext("Rationale"), "area", help=drafted, form=FORM),)


def _disqualify(key: UUID, typed: Typed, change: Change) -> Kept:
    details = details_of(typed, "disqualify", in_force())
    actions.disqualify(
        key, reason=typed.get("reason", ""), rationale=typed.get("rationale", ""), by=change.by, at=change.at,
        details=details,
    )  # fmt: skip
    return {}


def _reopen(key: UUID, kept: Kept, typed: Typed, change: Change) -> object:
    language = in_force().playbook.language
    rationale = Sentence(TAKEN_BACK).spoken(language, translator(language))
    return actions.reopen(key, rationale=rationale, by=change.by, at=change.at)


def _recycle(key: UUID, typed: Typed, change: Change) -> Kept:
    actions.recycle(
        key, reason=typed.get("reason", ""), rationale=typed.get("rationale", ""), by=change.by, at=change.at,
        reengage_on=day_typed(typed.get("reengage_on", "")), trigger=typed.get("reengage_trigger", ""),
        details=details_of(typed, "recycle", in_force()),
    )  # fmt: skip
    return {}


def _bring_back(key: UUID, kept: Kept, typed: Typed, change: Change) -> object:
    return actions.reengage(key, by=change.by, at=change.at)


def _archive(key: UUID, typed: Typed, change: Change) -> Kept:
    actions.archive(key, by=change.by, at=change.at)
    return {}


def _let_the_table_choose(key: UUID, typed: Typed, change: Change) -> Kept:
    routing.assign_if_nobodys(key, by=change.by, at=change.at)
    return {}


def _let_the_table_choose_for_all(keys: Sequence[UUID], change: Change) -> Collection[UUID]:
    given = routing.assign_nobodys(keys, by=change.by, at=change.at)
    return {one.lead_id for one in given}


def _ending(use: str, *, each: bool) -> tuple[Field, ...]:
    """The form of an ending, in two: the rationale is written for each lead (AR-3), the rest once."""
    fields = ending_fields(use, FORM, in_force(), None, None)
    return tuple(one for one in fields if (one.name == "rationale") is each)


OF_THEIR_OWN = ("owner", "ae", "campaign", "email", "phone")
"""The columns that are not offered as a field to change: they have a verb, or differ from lead to lead."""
ROUTE = "route"
VERBS: tuple[Verb, ...] = (
    Verb(
        ROUTE, N_("Give out by the routing table"), "lead.assign", _no_fields, _let_the_table_choose,
        together=_let_the_table_choose_for_all,
    ),
    edit_verb(Lead, "owner", N_("Give to an SDR"), EDITS["owner"], key="assign", group=""),
    edit_verb(Lead, "ae", N_("Give to an AE"), EDITS["ae"], key="assign_ae", group=""),
    Verb("accept", N_("Accept"), "lead.accept", _rationale_for_all, _accept),
    Verb(
        "recycle", N_("Recycle"), "lead.recycle", lambda seen: _ending("recycle", each=False), _recycle, _bring_back,
        N_("The lead comes back as an MQL."), each=lambda seen: _ending("recycle", each=True),
    ),
    Verb(
        "disqualify", N_("Disqualify"), "lead.disqualify", lambda seen: _ending("disqualify", each=False), _disqualify,
        _reopen, N_("A manager or RevOps reopens the lead as an MQL."),
        each=lambda seen: _ending("disqualify", each=True),
    ),
    Verb("archive", N_("Archive"), "lead.archive", _no_fields, _archive),
    edit_verb(Lead, "campaign", N_("Add to a campaign"), EDITS["campaign"], key="campaign", group=""),
)  # fmt: skip
