from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "belfry.audit"
    label = "audit"
