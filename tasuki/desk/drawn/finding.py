"""What a gate found, as HTML: written here and not as a template, because a lead has three dozen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.words import STANDINGS, spoken, word
from tasuki.playbooks.telling.values import ENFORCEMENTS
from tasuki.rules.decision import Enforcement, Finding, Standing


def finding_drawn(
    finding: Finding, href: str, besides: Sequence[str] = (), called: Mapping[str, str] = {}
) -> SafeString:
    """One finding; ``href`` is the address of the field that mends it, empty where no page has it.

    ``besides`` are the other rules that would be content with the same mend; ``called`` tells by its key what each
    piece of evidence is.
    """
    return SafeString(
        f'<li class="finding finding-{finding.standing} finding-{finding.enforcement}">'
        '<span class="finding-mark" aria-hidden="true"></span><div class="finding-said">'
        f'<p class="finding-because"><span class="finding-rule">{_rules(finding, besides)}</span>'
        f" {escape(spoken(finding.because))}</p>{_fix(finding, href)}{_evidence(finding, called)}</div>"
        f' <span class="finding-standing">{escape(_standing(finding))}</span></li>'
    )


def _rules(finding: Finding, besides: Sequence[str]) -> str:
    return " · ".join(escape(rule) for rule in (finding.rule, *besides))


def _fix(finding: Finding, href: str) -> str:
    if not finding.fix:
        return ""
    said = escape(spoken(finding.fix))
    mend = f'<a class="finding-mend" href="{escape(href)}">{said}</a>' if href else said
    return f'<p class="finding-fix">{mend}</p>'


def _evidence(finding: Finding, called: Mapping[str, str]) -> str:
    said = [called[key] for key in finding.evidence if key in called]
    if not said:
        return ""
    chips = "".join(f'<span class="chip">{escape(one)}</span>' for one in said)
    label = escape(gettext("Evidence"))
    return f'<p class="finding-evidence"><span class="visually-hidden">{label}:</span> {chips}</p>'


def _standing(finding: Finding) -> str:
    said = word(finding.standing, STANDINGS)
    if finding.standing is Standing.MET or finding.enforcement is Enforcement.BLOCK:
        return said
    return f"{said} · {word(finding.enforcement, ENFORCEMENTS)}"
