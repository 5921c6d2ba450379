from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tasuki.stages.intake"
    label = "intake"
