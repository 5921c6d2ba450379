from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tasuki.stages.meetings"
    label = "meetings"
