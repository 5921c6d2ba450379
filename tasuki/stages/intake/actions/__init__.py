"""What may happen to a lead while it comes in."""

from tasuki.stages.intake.actions.bring_file import bring_file
from tasuki.stages.intake.actions.capture import capture
from tasuki.stages.intake.actions.carry_out import carry_out
from tasuki.stages.intake.actions.describe_file import describe_file
from tasuki.stages.intake.actions.edit import edit
from tasuki.stages.intake.actions.erase_uploads import erase_uploads
from tasuki.stages.intake.actions.forget_file import forget_file
from tasuki.stages.intake.actions.import_file import import_file
from tasuki.stages.intake.actions.merge import merge, merge_many, plan_merge
from tasuki.stages.intake.actions.rescore import rescore, rescore_many
from tasuki.stages.intake.actions.revert_import import Reverted, Unreverted, revert_import
from tasuki.stages.intake.actions.save_mapping import forget_mapping, save_mapping
from tasuki.stages.intake.actions.settle import settle
from tasuki.stages.intake.actions.start_import import start_import
from tasuki.stages.intake.actions.unmerge import unmerge

__all__ = [
    "Reverted",
    "Unreverted",
    "bring_file",
    "capture",
    "carry_out",
    "describe_file",
    "edit",
    "erase_uploads",
    "forget_file",
    "forget_mapping",
    "import_file",
    "merge",
    "merge_many",
    "plan_merge",
    "rescore",
    "rescore_many",
    "revert_import",
    "save_mapping",
    "settle",
    "start_import",
    "unmerge",
]
