from tasuki.notices.actions.choose import choose
from tasuki.notices.actions.read import read, read_all, unread
from tasuki.notices.actions.send_again import send_again

__all__ = ["choose", "read", "read_all", "send_again", "unread"]
