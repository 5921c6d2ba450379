"""Who hears of what: the agreement's notices become rows in people's inboxes, and letters on their ways outside."""
