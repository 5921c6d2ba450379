from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "tasuki.playbooks"
    label = "playbooks"
