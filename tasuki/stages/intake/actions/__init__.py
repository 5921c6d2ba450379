"""What may happen to a lead while it comes in."""

from tasuki.stages.intake.actions.capture import capture
from tasuki.stages.intake.actions.edit import edit
from tasuki.stages.intake.actions.import_file import import_file
from tasuki.stages.intake.actions.merge import merge
from tasuki.stages.intake.actions.rescore import rescore, rescore_many
from tasuki.stages.intake.actions.revert_import import Reverted, Unreverted, revert_import
from tasuki.stages.intake.actions.settle import settle

__all__ = [
    "Reverted",
    "Unreverted",
    "capture",
    "edit",
    "import_file",
    "merge",
    "rescore",
    "rescore_many",
    "revert_import",
    "settle",
]
