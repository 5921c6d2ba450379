from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tasuki.platform.jobs"
    label = "tasuki_jobs"
