"""Addresses of members: archive, settings, leaving, unsubscribing."""

from django.urls import path

from belfry.web.member import archive, settings, unsubscribing

urlpatterns = [
    path("archive/", archive.archive, name="archive"),
    path("archive/<uuid:bulletin_id>/", archive.message, name="message"),
    path("settings/", settings.settings, name="settings"),
    path("settings/leave/<uuid:network_id>/", settings.leave, name="leave"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
