from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "tasuki.calibration.disputes"
    label = "disputes"
