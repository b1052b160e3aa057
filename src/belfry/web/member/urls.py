"""Addresses of members: archive, settings, leaving, unsubscribing."""

from django.urls import path

from belfry.web.member import archive, devices, settings, unsubscribing

urlpatterns = [
    path("archive/", archive.archive, name="archive"),
    path("archive/<uuid:bulletin_id>/", archive.message, name="message"),
    path("settings/", settings.settings, name="settings"),
    path("settings/devices/", devices.device_add, name="device_add"),
    path(
        "settings/devices/<uuid:endpoint_id>/remove/", devices.device_remove, name="device_remove"
    ),
    path("push/shown/<str:token>/", devices.push_shown, name="push_shown"),
    path("settings/leave/<uuid:network_id>/", settings.leave, name="leave"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
