"""What the desk keeps for people: lists as they want to see them again."""

from tasuki.desk.models.saved_view import SavedView, UsualView

__all__ = ["SavedView", "UsualView"]
