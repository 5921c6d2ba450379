"""The gap that an override left open (G-05, SL-12): which of the criteria waived at conversion are still unmet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tasuki.playbooks.queries import by_stamp
from tasuki.records.models import Opportunity
from tasuki.rules.decision import Finding, Standing
from tasuki.rules.dossier import Dossier, Money, read_dossier
from tasuki.rules.gates import OVERRIDABLE, decide, overridden
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.meetings.queries import meetings_of
from tasuki.stages.pipeline.facts import known_of


def open_gap(opportunity: Opportunity, at: datetime) -> tuple[Finding, ...]:
    """The waived criteria that today's answers still do not meet, under the agreement they were waived under."""
    conversion = Conversion.objects.filter(opportunity=opportunity, voided_at=None).first()
    if conversion is None:
        return ()
    waived = {
        finding["rule"]
        for finding in conversion.decision["findings"]
        if finding["standing"] != Standing.MET and finding["rule"] in OVERRIDABLE
    }
    decision = decide("opportunity", _dossier_now(opportunity, conversion), by_stamp(conversion.playbook), at)
    return tuple(finding for finding in overridden(decision) if finding.rule in waived)


def _dossier_now(opportunity: Opportunity, conversion: Conversion) -> Dossier:
    """What the conversion was judged on, with the answers, evidence, meetings and figures of today."""
    then = read_dossier(conversion.dossier)
    answers, evidence = known_of(conversion.lead_id)
    amount = Money(opportunity.amount, opportunity.currency) if opportunity.amount is not None else None
    return replace(
        then,
        override=None,
        answers=answers,
        evidence=evidence,
        meetings=meetings_of(conversion.lead_id),
        opportunity=replace(then.opportunity, close_on=opportunity.close_on, amount=amount),
    )
