from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tasuki.platform.access"
    label = "access"
