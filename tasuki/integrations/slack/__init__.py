"""Notices in Slack: as a message to each person (a bot's token), or in one channel (an incoming webhook)."""
