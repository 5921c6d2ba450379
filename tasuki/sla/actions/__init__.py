"""What can be done with promises beside hearing events: pause and resume, tick, settle, reckon anew, hand on, rebuild;
give a week's feedback; open, plan and decide a joint review."""

from tasuki.sla.actions.explain import explain_lateness
from tasuki.sla.actions.feedback import give_feedback, open_week
from tasuki.sla.actions.find_concerns import find_concerns
from tasuki.sla.actions.hand_on import hand_on
from tasuki.sla.actions.open_review import ask_for
from tasuki.sla.actions.pause import pause, resume
from tasuki.sla.actions.rebuild import rebuild
from tasuki.sla.actions.reckon import reckon_anew
from tasuki.sla.actions.settle import settle
from tasuki.sla.actions.settle_review import decide_review, plan_review
from tasuki.sla.actions.tick import tick

__all__ = [
    "ask_for",
    "decide_review",
    "explain_lateness",
    "find_concerns",
    "give_feedback",
    "hand_on",
    "open_week",
    "pause",
    "plan_review",
    "rebuild",
    "reckon_anew",
    "resume",
    "settle",
    "tick",
]
