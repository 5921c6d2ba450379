"""What can be done with an opportunity: edit, advance, plan work, link who decides, win, lose; tasks; waivers."""

from tasuki.stages.pipeline.actions.advance import advance
from tasuki.stages.pipeline.actions.ask_for_review import FORECAST_REVIEW, ask_for_review
from tasuki.stages.pipeline.actions.close import lose, nurture, win
from tasuki.stages.pipeline.actions.edit import edit
from tasuki.stages.pipeline.actions.explain_jump import explain_jump
from tasuki.stages.pipeline.actions.note_activity import note_activity
from tasuki.stages.pipeline.actions.roles import (
    RoleFields,
    change_role,
    link_contact,
    link_somebody_new,
    unlink_contact,
)
from tasuki.stages.pipeline.actions.steps import (
    add_next_step,
    cancel_next_step,
    change_next_step,
    finish_next_step,
    reopen_next_step,
)
from tasuki.stages.pipeline.actions.tasks import (
    NewTask,
    TaskFields,
    add_task,
    change_task,
    finish_task,
    reopen_task,
)
from tasuki.stages.pipeline.actions.waive import expire_waivers, settle_waiver

__all__ = [
    "FORECAST_REVIEW",
    "NewTask",
    "RoleFields",
    "TaskFields",
    "add_next_step",
    "add_task",
    "advance",
    "ask_for_review",
    "cancel_next_step",
    "change_next_step",
    "change_role",
    "change_task",
    "edit",
    "expire_waivers",
    "explain_jump",
    "finish_next_step",
    "finish_task",
    "link_contact",
    "link_somebody_new",
    "lose",
    "note_activity",
    "nurture",
    "reopen_next_step",
    "reopen_task",
    "settle_waiver",
    "unlink_contact",
    "win",
]
