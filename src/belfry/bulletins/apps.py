from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "belfry.bulletins"
    label = "bulletins"
