from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "belfry.founding"
    label = "founding"
