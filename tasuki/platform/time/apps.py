from django.apps import AppConfig


class TimeConfig(AppConfig):
    name = "tasuki.platform.time"
    label = "time"
