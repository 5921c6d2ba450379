from tasuki.integrations.webhooks.actions.add import add
from tasuki.integrations.webhooks.actions.edit import disable, edit, enable, remove
from tasuki.integrations.webhooks.actions.replay import replay, replay_since, send_test
from tasuki.integrations.webhooks.actions.rotate import rotate

__all__ = ["add", "disable", "edit", "enable", "remove", "replay", "replay_since", "rotate", "send_test"]
