"""How a new version of the agreement comes about: drafted, changed, signed by both sides, put in force (PB-1)."""

from tasuki.playbooks.actions.change import change
from tasuki.playbooks.actions.draft import begin, draft
from tasuki.playbooks.actions.publish import publish
from tasuki.playbooks.actions.read_announcement import read_announcement
from tasuki.playbooks.actions.retire import retire
from tasuki.playbooks.actions.rows import add_row, change_row, change_table, move_row, remove_row
from tasuki.playbooks.actions.sign import SIDES, SPEAKS_FOR, Side, sign

__all__ = [
    "SIDES",
    "SPEAKS_FOR",
    "Side",
    "add_row",
    "begin",
    "change",
    "change_row",
    "change_table",
    "draft",
    "move_row",
    "publish",
    "read_announcement",
    "remove_row",
    "retire",
    "sign",
]
