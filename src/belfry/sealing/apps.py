from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "belfry.sealing"
    label = "sealing"
