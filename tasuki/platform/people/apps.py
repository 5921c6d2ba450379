from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tasuki.platform.people"
    label = "people"
