from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "tasuki.stages.qualification"
    label = "qualification"
