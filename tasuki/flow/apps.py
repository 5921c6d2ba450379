from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "tasuki.flow"
    label = "flow"
