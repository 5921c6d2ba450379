"""Write, submit and amend the brief; accept, reject, recycle and rate the handoff."""

from tasuki.stages.handoff.actions.accept import accept
from tasuki.stages.handoff.actions.amend import amend
from tasuki.stages.handoff.actions.follow_lead import follow_lead
from tasuki.stages.handoff.actions.mark_read import mark_read
from tasuki.stages.handoff.actions.rate import rate
from tasuki.stages.handoff.actions.recycle import recycle
from tasuki.stages.handoff.actions.reject import reject
from tasuki.stages.handoff.actions.review_brief import review_brief
from tasuki.stages.handoff.actions.submit import Submission, submit
from tasuki.stages.handoff.actions.write_notes import write_notes

__all__ = [
    "Submission",
    "accept",
    "amend",
    "follow_lead",
    "mark_read",
    "rate",
    "recycle",
    "reject",
    "review_brief",
    "submit",
    "write_notes",
]
