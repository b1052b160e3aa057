from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "belfry.territory"
    label = "territory"
