from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "belfry.web"
    label = "web"
