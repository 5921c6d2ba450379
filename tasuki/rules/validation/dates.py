"""O-3, O-4, O-5, O-16: the expected close date lies ahead, is near enough, fits its forcing event and is no guess."""

from __future__ import annotations

from datetime import date, timedelta

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

CLOSE_ON = "/opportunity/close_on"
FORCING_ON = "/answers/timeline/forcing_on"
BASIS = "/opportunity/close_date_basis"
EVIDENCE = "/opportunity/close_date_evidence"


def _no_close_date() -> tuple[Trouble, ...]:
    return unknown(
        CLOSE_ON,
        N_("No close date is expected yet."),
        N_("Enter the day on which the buyer expects to sign."),
    )


def is_close_date_ahead(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-3: the close date is today or later."""
    close_on = d.opportunity.close_on
    if close_on is None:
        return _no_close_date()
    if close_on >= today:
        return NO_TROUBLE
    return unmet(
        CLOSE_ON,
        N_("The close date %(close_on)s has passed; today is %(today)s."),
        N_("Ask the buyer for a new date and enter it."),
        close_on=close_on,
        today=today,
    )


def is_close_date_near_enough(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-4: the close date is at most ``limits.close_within_days`` away."""
    close_on = d.opportunity.close_on
    if close_on is None:
        return _no_close_date()
    days = book.limits.close_within_days
    if (close_on - today).days <= days:
        return NO_TROUBLE
    return unmet(
        CLOSE_ON,
        N_("The close date %(close_on)s is more than %(days)s days away."),
        N_("Enter a date up to %(latest)s, or keep nurturing the lead until the purchase is nearer."),
        close_on=close_on,
        days=days,
        latest=today + timedelta(days=days),
    )


def does_close_date_fit_the_forcing_event(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-5: the close date is not after the forcing event, and not earlier than the slack before it."""
    close_on = d.opportunity.close_on
    forcing_on = d.answers.timeline.forcing_on
    if close_on is None:
        return _no_close_date()
    if forcing_on is None:
        return unknown(
            FORCING_ON,
            N_("Nothing is known that forces the close date."),
            N_("Ask which event forces the date, and enter its day."),
        )
    slack = book.limits.forcing_slack_days
    if close_on <= forcing_on and (forcing_on - close_on).days <= slack:
        return NO_TROUBLE
    late = N_("The close date %(close_on)s lies after the event that forces it (%(forcing_on)s).")
    early = N_(
        "The close date %(close_on)s lies more than %(slack)s days before what forces it (%(forcing_on)s)."
    )
    return unmet(
        CLOSE_ON,
        late if close_on > forcing_on else early,
        N_("Bring the close date between %(earliest)s and %(forcing_on)s, or correct the day of the event."),
        close_on=close_on,
        forcing_on=forcing_on,
        slack=slack,
        earliest=forcing_on - timedelta(days=slack),
    )


def is_close_date_more_than_a_guess(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-16: the close date has a basis, and evidence in the record for it."""
    opportunity = d.opportunity
    if opportunity.close_date_basis and opportunity.close_date_basis != "guess":
        wanted = opportunity.close_date_evidence
        for evidence in d.evidence:
            if wanted == evidence.id:
                return NO_TROUBLE
    return _basis(opportunity.close_date_basis) + _evidence(d)


def _basis(basis: str) -> tuple[Trouble, ...]:
    if not basis:
        return unknown(
            BASIS,
            N_("Nobody has said what the close date rests on."),
            N_("Choose the basis: stated by the buyer, forcing event, or procurement plan."),
        )
    if basis == "guess":
        return unmet(
            BASIS,
            N_("The close date is a guess."),
            N_("Validate the date with the buyer, then choose what it rests on."),
        )
    return NO_TROUBLE


def _evidence(d: Dossier) -> tuple[Trouble, ...]:
    wanted = d.opportunity.close_date_evidence
    if not wanted:
        return unknown(
            EVIDENCE,
            N_("No evidence supports the close date."),
            N_("Link the call, e-mail or document in which the date was given."),
        )
    if any(wanted in (evidence.id, evidence.ref) for evidence in d.evidence):
        return NO_TROUBLE
    return unmet(
        EVIDENCE,
        N_("The evidence “%(wanted)s” for the close date is not in this record."),
        N_("Link one of the recorded pieces of evidence (%(known)s), or record this one first."),
        wanted=wanted,
        known=tuple(evidence.id for evidence in d.evidence) or "—",
    )


def _close_on(d: Dossier) -> dict[str, object]:
    return {"close_on": d.opportunity.close_on}


def _close_date_evidence(d: Dossier) -> tuple[str, ...]:
    return (d.opportunity.close_date_evidence,) if d.opportunity.close_date_evidence else ()


CLOSE_DATE_AHEAD = Rule(
    "O-3", is_close_date_ahead, N_("The close date %(close_on)s lies ahead."), CLOSE_ON, values=_close_on
)
CLOSE_DATE_NEAR = Rule(
    "O-4",
    is_close_date_near_enough,
    N_("The close date %(close_on)s is near enough."),
    CLOSE_ON,
    values=_close_on,
)
CLOSE_DATE_FITS = Rule(
    "O-5",
    does_close_date_fit_the_forcing_event,
    N_("The close date %(close_on)s fits the event that forces it (%(forcing_on)s)."),
    CLOSE_ON,
    enforcement=Enforcement.WARN,
    evidence=lambda d: d.answers.timeline.evidence,
    values=lambda d: {"close_on": d.opportunity.close_on, "forcing_on": d.answers.timeline.forcing_on},
)
CLOSE_DATE_FOUNDED = Rule(
    "O-16",
    is_close_date_more_than_a_guess,
    N_("The close date rests on recorded evidence."),
    BASIS,
    evidence=_close_date_evidence,
)
