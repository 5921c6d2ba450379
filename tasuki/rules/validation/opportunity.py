"""The rules that every opportunity passes on every path (O-15): page, API, command line, import and automation."""

from __future__ import annotations

from tasuki.rules.asking import Rule
from tasuki.rules.validation.account import ACCOUNT_LINKED
from tasuki.rules.validation.dates import (
    CLOSE_DATE_AHEAD,
    CLOSE_DATE_FITS,
    CLOSE_DATE_FOUNDED,
    CLOSE_DATE_NEAR,
)
from tasuki.rules.validation.money import AMOUNT_FOUNDED, AMOUNT_ORDINARY
from tasuki.rules.validation.name import NAME
from tasuki.rules.validation.origin import SCORE_KNOWN, SOURCE_KEPT
from tasuki.rules.validation.people import A_CONTACT_CARRIES_THE_DEAL, EVERYBODY_LINKED, ONE_PRIMARY_CONTACT
from tasuki.rules.validation.steps import ENTRY_STAGE, FOLLOW_UP_PLANNED, NEXT_STEP_DATED

OPPORTUNITY_RULES: tuple[Rule, ...] = (
    NAME,
    CLOSE_DATE_AHEAD,
    CLOSE_DATE_NEAR,
    CLOSE_DATE_FITS,
    AMOUNT_FOUNDED,
    AMOUNT_ORDINARY,
    A_CONTACT_CARRIES_THE_DEAL,
    ONE_PRIMARY_CONTACT,
    ACCOUNT_LINKED,
    ENTRY_STAGE,
    NEXT_STEP_DATED,
    SOURCE_KEPT,
    SCORE_KNOWN,
    CLOSE_DATE_FOUNDED,
    EVERYBODY_LINKED,
    FOLLOW_UP_PLANNED,
)
OWN_QUESTIONS = frozenset(rule.id for rule in OPPORTUNITY_RULES)
"""Rule ids that ask more than whether a field is filled; a required field under such an id is judged there."""
