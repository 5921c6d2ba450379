"""`tasuki lead`: people who may become opportunities, from their capture to the gates. One module per kind of verb."""

from tasuki.cli.commands.lead import capturing, looking, qualifying, answering, ending
from tasuki.cli.commands.lead.group import lead_command

__all__ = ["answering", "capturing", "ending", "lead_command", "looking", "qualifying"]
