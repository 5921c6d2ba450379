from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "tasuki.sla"
    label = "sla"

    def ready(self) -> None:
        """What has come is told with every heartbeat of a worker, also while all its hands are full."""
        from tasuki.platform.jobs.pulse import on_beat
        from tasuki.sla.actions import tick

        on_beat(tick)
