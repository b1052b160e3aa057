"""Addresses of founding: dossiers and what leads to one."""

from django.urls import URLPattern, path

from belfry.web.founding import dossiers

urlpatterns: list[URLPattern] = [
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/<uuid:dossier_id>/", dossiers.dossier, name="dossier"),
]
