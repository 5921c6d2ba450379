from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "tasuki.stages.handoff"
    label = "handoff"
