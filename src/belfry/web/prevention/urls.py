"""Addresses of prevention."""

from django.urls import URLPattern, path

from belfry.web.prevention.library import prevention

urlpatterns: list[URLPattern] = [
    path("prevention/", prevention, name="prevention"),
]
