"""O-10: before a record is created, is it already there?"""

from __future__ import annotations

from collections.abc import Sequence

from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.matching.evidence import Match, MatchStanding
from tasuki.rules.wording import N_, Sentence

_BECAUSE = {
    Standing.MET: N_("No existing record looks like this one."),
    Standing.UNKNOWN: N_("%(count)s existing records may be the same; nobody has said yet whether they are."),
    Standing.UNMET: N_("This record exists already."),
}
_FIX = {
    Standing.UNKNOWN: N_("Open the candidates and choose: link to one of them, or create a new record."),
    Standing.UNMET: N_("Link to the existing record instead of creating a second one."),
}


def is_it_new(matches: Sequence[Match]) -> Standing:
    """O-10: met when nothing resembles the record, unmet when it exists, unknown when a person must say."""
    standings = {match.standing for match in matches}
    if MatchStanding.EXACT in standings:
        return Standing.UNMET
    return Standing.UNKNOWN if standings & {MatchStanding.LIKELY, MatchStanding.POSSIBLE} else Standing.MET


def duplicate_finding(matches: Sequence[Match], pointer: str) -> Finding:
    """O-10 as a finding: block on an exact match, ask on a fuzzy one; the best match's reason is the evidence."""
    standing = is_it_new(matches)
    resembling = sorted(
        (match for match in matches if match.standing is not MatchStanding.DIFFERENT), key=lambda m: -m.score
    )
    because = Sentence(_BECAUSE[standing], {"count": len(resembling)} if standing is Standing.UNKNOWN else {})
    return Finding(
        rule="O-10",
        standing=standing,
        enforcement=Enforcement.BLOCK if standing is Standing.UNMET else Enforcement.WARN,
        because=because,
        pointer=pointer,
        evidence=tuple(
            reason.code for match in resembling[:1] for reason in match.reasons if reason.weight > 0
        ),
        fix=Sentence(_FIX[standing]) if standing in _FIX else None,
    )
