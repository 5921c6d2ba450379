"""Does the lead fit, and does it want something? Profile, exclusions, intent, duplicates (ICP-1, EX-1, G-01)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.conditions import fields_of
from tasuki.rules.decision import Enforcement, Standing
from tasuki.rules.dossier import Dossier, Touch
from tasuki.rules.playbook import Exclusion, IcpItem, Playbook
from tasuki.rules.wording import N_, Sentence


@lru_cache(maxsize=64)
def profile_rules(book: Playbook) -> tuple[Rule, ...]:
    """One rule per condition of the ideal customer profile, each met, unmet or unknown (ICP-1)."""
    return tuple(_icp_rule(item) for item in book.icp)


def _icp_rule(item: IcpItem) -> Rule:
    pointer = "/" + fields_of(item.when.condition)[0].replace(".", "/") if item.when.condition else "/lead"
    not_known = (
        Trouble(
            pointer,
            Sentence(N_("Ideal profile, “%(label)s”: not known yet."), {"label": item.label}),
            Sentence(N_("Fill in the field, from the conversation or by enrichment.")),
            Standing.UNKNOWN,
            item.enforcement_unknown,
        ),
    )
    not_fitting = (
        Trouble(
            pointer,
            Sentence(N_("Ideal profile, “%(label)s”: this lead does not fit."), {"label": item.label}),
            Sentence(N_("Disqualify it as outside the profile, or correct the field if it is wrong.")),
            Standing.UNMET,
            item.enforcement_unmet,
        ),
    )
    answers = {Standing.MET: NO_TROUBLE, Standing.UNMET: not_fitting, Standing.UNKNOWN: not_known}
    return Rule(
        id="ICP-1",
        ask=lambda d, book, today: answers[item.when.standing(d)],
        met=N_("Ideal profile, “%(label)s”: fits."),
        pointer=pointer,
        values=lambda d: {"label": item.label},
    )


def is_nothing_excluding(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """EX-1: none of the exclusions hits; each hit names its reason code."""
    found: tuple[Trouble, ...] = NO_TROUBLE
    for exclusion in exclusions_hit(d, book):
        found += unmet(
            "/lead",
            N_("Excluded: %(label)s (%(code)s)."),
            N_("Disqualify the lead with this reason, or correct the field if it is wrong."),
            label=exclusion.label,
            code=exclusion.code,
        )
    return found


def exclusions_hit(d: Dossier, book: Playbook) -> tuple[Exclusion, ...]:
    return tuple(exclusion for exclusion in book.exclusion if exclusion.when.holds(d))


def is_there_some_intent(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-00, G-01: a sign of interest: an intent score above the minimum, or something that the buyer did."""
    lead = d.lead
    least = book.limits.intent_min
    if lead.intent is not None and lead.intent > least:
        return NO_TROUBLE
    if any(touch.direction == "inbound" or touch.two_way or touch.signal for touch in _recent(d)):
        return NO_TROUBLE
    fix = N_("Log what the buyer did: a reply, a visit, a download, a call.")
    if lead.intent is None:
        return unknown("/lead/intent", N_("No sign of interest is recorded."), fix)
    return unmet(
        "/lead/intent",
        N_("Intent stands at %(intent)s; more than %(least)s is needed."),
        fix,
        intent=lead.intent,
        least=least,
    )


def _recent(d: Dossier) -> tuple[Touch, ...]:
    since = d.lead.recycled_at
    return tuple(touch for touch in d.lead.touches if since is None or touch.at > since)


def does_the_fit_score_reach(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-01: basic fit. Without a minimum in the playbook the ideal profile alone decides."""
    least = book.limits.fit_min
    if not least or (d.lead.fit is not None and d.lead.fit >= least):
        return NO_TROUBLE
    fix = N_("Fill in industry, size and region, or disqualify the lead as outside the profile.")
    if d.lead.fit is None:
        return unknown("/lead/fit", N_("The fit has not been scored."), fix)
    return unmet(
        "/lead/fit",
        N_("Fit stands at %(fit)s; at least %(least)s is needed."),
        fix,
        fit=d.lead.fit,
        least=least,
    )


def is_it_the_only_one(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """G-01: not a duplicate of an open lead or opportunity."""
    others = (*([d.lead.duplicate_of] if d.lead.duplicate_of else []), *d.surroundings.open_duplicates)
    if not others:
        return NO_TROUBLE
    return unmet(
        "/lead/duplicate_of",
        N_("The same person is already being worked on: %(others)s."),
        N_("Merge the two, or settle the suspicion as “not a duplicate”."),
        others=others,
    )


NOT_EXCLUDED = Rule("EX-1", is_nothing_excluding, N_("No exclusion applies."), "/lead")
ONLY_ONE = Rule(
    "G-01", is_it_the_only_one, N_("Nobody else is working on the same person."), "/lead/duplicate_of"
)


def intent_rule(rule: str, enforcement: Enforcement = Enforcement.BLOCK) -> Rule:
    return Rule(
        rule, is_there_some_intent, N_("There is some intent."), "/lead/intent", enforcement=enforcement
    )


def fit_rule(rule: str) -> Rule:
    return Rule(rule, does_the_fit_score_reach, N_("The basic fit is there."), "/lead/fit")
