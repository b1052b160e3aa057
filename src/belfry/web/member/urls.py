"""Addresses of members: archive, reports, settings, leaving, unsubscribing."""

from django.urls import path

from belfry.web.member import (
    archive,
    asking,
    complaint,
    devices,
    genuine,
    reports,
    settings,
    unsubscribing,
)

urlpatterns = [
    path("archive/", archive.archive, name="archive"),
    path("archive/<uuid:bulletin_id>/", archive.message, name="message"),
    path(
        "archive/<uuid:bulletin_id>/complaint/",
        complaint.complain_as_member,
        name="complain_as_member",
    ),
    path("complaint/", complaint.complain_with_code, name="complain_with_code"),
    path("complaint/answer/<str:token>/", complaint.complaint_answer, name="complaint_answer"),
    path("report/", reports.begin, name="report"),
    path("report/call/", reports.call, name="report_call"),
    path("report/ground/", reports.ground, name="report_ground"),
    path("report/offline/", reports.offline, name="report_offline"),
    path("report/write/", reports.write, name="report_write"),
    path("report/own/", reports.own, name="own_reports"),
    path("ask/", asking.ask, name="ask"),
    path("ask/own/", asking.own, name="own_questions"),
    path("check/", genuine.check_code, name="check"),
    path("feel/<str:token>/", genuine.feel, name="feel"),
    path("settings/", settings.settings, name="settings"),
    path("settings/devices/", devices.device_add, name="device_add"),
    path(
        "settings/devices/<uuid:endpoint_id>/remove/", devices.device_remove, name="device_remove"
    ),
    path("push/shown/<str:token>/", devices.push_shown, name="push_shown"),
    path("settings/list/<uuid:network_id>/", settings.named_on_list, name="named_on_list"),
    path("settings/leave/<uuid:network_id>/", settings.leave, name="leave"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
