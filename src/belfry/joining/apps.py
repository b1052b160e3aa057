from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "belfry.joining"
    label = "joining"
