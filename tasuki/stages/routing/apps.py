from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "tasuki.stages.routing"
    label = "routing"
