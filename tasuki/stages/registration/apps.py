from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "tasuki.stages.registration"
    label = "registration"
