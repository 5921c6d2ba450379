from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "tasuki.platform.entry"
    label = "entry"
