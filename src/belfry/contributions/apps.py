from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "belfry.contributions"
    label = "contributions"
