from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "belfry.networks"
    label = "networks"
