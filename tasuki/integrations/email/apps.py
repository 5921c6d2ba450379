from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "tasuki.integrations.email"
    label = "integrations_email"
