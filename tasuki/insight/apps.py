from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tasuki.insight"
    label = "insight"
