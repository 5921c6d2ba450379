from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "tasuki.playbooks"
    label = "playbooks"

    def ready(self) -> None:
        from tasuki.platform.people.calendars import named_by
        from tasuki.playbooks.queries import calendars_in_force

        named_by(calendars_in_force)
