from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "tasuki.integrations.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """From here on, workers bring what is due."""
        from tasuki.integrations.webhooks.sending import ask_for_couriers
        from tasuki.platform.jobs.pulse import on_beat

        on_beat(ask_for_couriers)
