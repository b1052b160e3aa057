from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "belfry.measures"
    label = "measures"
