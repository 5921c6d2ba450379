"""What the desk keeps for people: lists as they want to see them again, and changes of many records."""

from tasuki.desk.models.bulk import Bulk, BulkItem
from tasuki.desk.models.saved_view import SavedView, UsualView

__all__ = ["Bulk", "BulkItem", "SavedView", "UsualView"]
