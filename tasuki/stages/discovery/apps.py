from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "tasuki.stages.discovery"
    label = "discovery"
