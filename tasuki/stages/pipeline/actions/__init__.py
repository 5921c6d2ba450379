"""What can be done with an opportunity: edit, advance, plan and finish work, win, lose; and what becomes of waivers."""

from tasuki.stages.pipeline.actions.advance import advance
from tasuki.stages.pipeline.actions.close import lose, win
from tasuki.stages.pipeline.actions.edit import edit
from tasuki.stages.pipeline.actions.steps import add_next_step, finish_next_step, finish_task
from tasuki.stages.pipeline.actions.waive import expire_waivers, settle_waiver

__all__ = [
    "add_next_step",
    "advance",
    "edit",
    "expire_waivers",
    "finish_next_step",
    "finish_task",
    "lose",
    "settle_waiver",
    "win",
]
