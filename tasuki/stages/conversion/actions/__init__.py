"""What can be done here: preview, convert (one or many), void, decide approvals."""

from tasuki.stages.conversion.actions.approve import grant, recall, refuse
from tasuki.stages.conversion.actions.batch import batch_for, start_batch
from tasuki.stages.conversion.actions.bulk import Item, convert_many
from tasuki.stages.conversion.actions.convert import convert, preview
from tasuki.stages.conversion.actions.delegate import delegate
from tasuki.stages.conversion.actions.void import void, void_plan

__all__ = [
    "Item",
    "batch_for",
    "convert",
    "convert_many",
    "delegate",
    "grant",
    "preview",
    "recall",
    "refuse",
    "start_batch",
    "void",
    "void_plan",
]
