"""People join, change and leave: one file per verb."""

from __future__ import annotations

from tasuki.platform.people.actions.add import add
from tasuki.platform.people.actions.deactivate import deactivate
from tasuki.platform.people.actions.edit import Changes, edit

__all__ = ["Changes", "add", "deactivate", "edit"]
