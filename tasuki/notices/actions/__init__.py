from tasuki.notices.actions.choose import choose
from tasuki.notices.actions.read import read, read_all, unread

__all__ = ["choose", "read", "read_all", "unread"]
