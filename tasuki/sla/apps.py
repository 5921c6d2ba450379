from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "tasuki.sla"
    label = "sla"
