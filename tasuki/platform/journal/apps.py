from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tasuki.platform.journal"
    label = "journal"
