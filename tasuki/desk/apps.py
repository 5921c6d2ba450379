from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tasuki.desk"
    label = "desk"
