from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "tasuki.stages.pipeline"
    label = "pipeline"
