from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tasuki.notices"
    label = "notices"

    def ready(self) -> None:
        """From here on, workers send what has come due."""
        from tasuki.notices.sending import ask_for_a_postman
        from tasuki.platform.jobs.pulse import on_beat

        on_beat(ask_for_a_postman)
