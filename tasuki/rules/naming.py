"""O-1: an opportunity's name is built from its parts; people edit the parts, never the string."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook

SEPARATOR = " - "
CUT = "…"
SHORTEST_LIMIT = 3 * len(CUT) + 2 * len(SEPARATOR)


def opportunity_name(company: str, product: str, use_case: str, limit: int = 120) -> str:
    """``Company - Product - Use case`` in at most ``limit`` characters (O-1).

    The longest parts are cut first and end in “…”; a part that is still missing shows as “…”, so that the name always
    has its three places. Raises ValueError when ``limit`` leaves no room for three parts.
    """
    if limit < SHORTEST_LIMIT:
        raise ValueError(f"A name of three parts needs at least {SHORTEST_LIMIT} characters, not {limit}.")
    parts = [_tidy(part) for part in (company, product, use_case)]
    longest = _longest_part_allowed([len(part) for part in parts], limit - 2 * len(SEPARATOR))
    return SEPARATOR.join(_shortened(part, longest) for part in parts)


def name_parts(dossier: Dossier, industry: Callable[[str], str] = str) -> tuple[str, str, str]:
    """The three parts as the dossier has them; each takes its nearest substitute when it was left empty.

    ``industry`` says in words what the record has as a key.
    """
    opportunity = dossier.opportunity
    return (
        opportunity.company or dossier.lead.company.name,
        opportunity.product or opportunity.product_line or opportunity.solution_category,
        opportunity.use_case or industry(opportunity.industry_vertical),
    )


def name_for(dossier: Dossier, book: Playbook, industry: Callable[[str], str] = str) -> str:
    """The name that this opportunity would get under the playbook's limit."""
    return opportunity_name(*name_parts(dossier, industry), limit=book.limits.name_max)


def _tidy(part: str) -> str:
    return unicodedata.normalize("NFC", " ".join(part.split())) or CUT


def _longest_part_allowed(lengths: list[int], room: int) -> int:
    """The greatest length that each part may keep so that all fit: short parts leave their room to the long ones."""
    for taken, length in enumerate(sorted(lengths)):
        fair_share = room // (len(lengths) - taken)
        if length > fair_share:
            return fair_share
        room -= length
    return max(lengths)


def _shortened(part: str, longest: int) -> str:
    if len(part) <= longest:
        return part
    end = longest - len(CUT)
    while end and _belongs_to_the_character_before(part[end]):
        end -= 1
    return part[:end].rstrip() + CUT


def _belongs_to_the_character_before(character: str) -> bool:
    """Accents, variation selectors and joiners: cutting in front of one would change the letter it belongs to."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or character == "\u200d"
