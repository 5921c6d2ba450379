from django.apps import AppConfig


class ConversionConfig(AppConfig):
    name = "tasuki.stages.conversion"
    label = "conversion"
