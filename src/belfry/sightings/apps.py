from django.apps import AppConfig


class SightingsConfig(AppConfig):
    name = "belfry.sightings"
    label = "sightings"
