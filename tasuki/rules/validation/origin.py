"""O-13, O-14: the source travels unchanged from the lead, and the score at conversion is known."""

from __future__ import annotations

from datetime import date

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

SOURCE = "/opportunity/source"


def is_the_source_the_leads_own(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-13: the opportunity's source is the lead's; it is copied where nobody entered one."""
    source = d.lead.source
    if source and (not d.opportunity.source or d.opportunity.source == source):
        return NO_TROUBLE
    if not source:
        return unknown(
            "/lead/source",
            N_("The lead's source is not known."),
            N_("Enter the lead's source; the opportunity takes it over."),
        )
    return unmet(
        SOURCE,
        N_("The opportunity names “%(given)s” as its source; the lead came from “%(source)s”."),
        N_("Leave the source empty so that it is copied, or correct it on the lead with a reason."),
        given=d.opportunity.source,
        source=source,
    )


def is_the_score_known(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-14: fit and intent are known, so that the score at conversion can be kept."""
    lead = d.lead
    if lead.fit is not None and lead.intent is not None:
        return NO_TROUBLE
    return unknown(
        "/lead/fit" if lead.fit is None else "/lead/intent",
        N_("The lead's score is not known, so none can be kept with the opportunity."),
        N_("Score the lead before it is converted."),
    )


SOURCE_KEPT = Rule(
    "O-13",
    is_the_source_the_leads_own,
    N_("The source “%(source)s” is the lead's own."),
    SOURCE,
    values=lambda d: {"source": d.lead.source},
)
SCORE_KNOWN = Rule(
    "O-14",
    is_the_score_known,
    N_("The score at conversion is known: fit %(fit)s, intent %(intent)s."),
    "/lead/fit",
    enforcement=Enforcement.WARN,
    values=lambda d: {"fit": d.lead.fit, "intent": d.lead.intent},
)
