"""Addresses of those who run the installation."""

from django.urls import path

from belfry.web.operator import sending

urlpatterns = [
    path("operator/", sending.sending, name="operator"),
    path("operator/retry/", sending.retry, name="operator_retry"),
]
