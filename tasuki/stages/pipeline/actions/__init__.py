"""What can be done with an opportunity: edit, advance, plan work, link who decides, win, lose; tasks; waivers."""

from tasuki.stages.pipeline.actions.advance import advance
from tasuki.stages.pipeline.actions.close import lose, win
from tasuki.stages.pipeline.actions.edit import edit
from tasuki.stages.pipeline.actions.roles import RoleFields, change_role, link_contact, unlink_contact
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
    "NewTask",
    "RoleFields",
    "TaskFields",
    "add_next_step",
    "add_task",
    "advance",
    "cancel_next_step",
    "change_next_step",
    "change_role",
    "change_task",
    "edit",
    "expire_waivers",
    "finish_next_step",
    "finish_task",
    "link_contact",
    "lose",
    "reopen_next_step",
    "reopen_task",
    "settle_waiver",
    "unlink_contact",
    "win",
]
