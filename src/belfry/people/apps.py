from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "belfry.people"
    label = "people"
