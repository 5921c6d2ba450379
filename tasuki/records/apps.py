from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "tasuki.records"
    label = "records"
