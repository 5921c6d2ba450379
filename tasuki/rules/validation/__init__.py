"""Is this opportunity fit to exist? O-1 … O-19, what a gate requires, a company's own rules, and approvals.

`OPPORTUNITY_RULES` are the same for everybody; `required_fields`, `custom_validations` and `approval_rules` are
compiled once per playbook. Gates put them together; each question answers with every trouble at once.
"""

from tasuki.rules.validation.approvals import (
    approval_rules,
    approvals,
    is_above_the_approval_threshold,
    should_the_manager_hear,
)
from tasuki.rules.validation.custom import custom_validations
from tasuki.rules.validation.opportunity import OPPORTUNITY_RULES, OWN_QUESTIONS
from tasuki.rules.validation.required import required_fields

__all__ = [
    "OPPORTUNITY_RULES",
    "OWN_QUESTIONS",
    "approval_rules",
    "approvals",
    "custom_validations",
    "is_above_the_approval_threshold",
    "required_fields",
    "should_the_manager_hear",
]
