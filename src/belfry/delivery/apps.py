from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "belfry.delivery"
    label = "delivery"
