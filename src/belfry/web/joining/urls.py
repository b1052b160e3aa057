"""Addresses of joining."""

from django.urls import path

from belfry.web.joining import answering, asking, enrolling, letters, moving

urlpatterns = [
    path("where/<uuid:network_id>/rules/", asking.rules, name="house_rules"),
    path("where/<uuid:network_id>/join/", asking.join, name="join"),
    path("where/<uuid:network_id>/join/code/", asking.join_code, name="join_code"),
    path("where/<uuid:network_id>/join/asked/", asking.join_asked, name="join_asked"),
    path("networks/<uuid:network_id>/joining/", answering.requests, name="joining"),
    path("networks/<uuid:network_id>/joining/enrol/", enrolling.enrol_page, name="enrol"),
    path("networks/<uuid:network_id>/joining/enrol/code/", enrolling.enrol_code, name="enrol_code"),
    path("joining/confirm/<str:token>/", enrolling.confirm_page, name="joining_confirm"),
    path("settings/moving/<uuid:network_id>/", moving.moving, name="moving"),
    path("settings/moving/<uuid:network_id>/to/<uuid:to_id>/", moving.moving_to, name="moving_to"),
    path(
        "networks/<uuid:network_id>/joining/letters/", letters.letters_wanted, name="letters_wanted"
    ),
    path("joining/letter/", letters.letter_code, name="letter_code"),
    path("joining/<uuid:request_id>/letter/", letters.letter, name="joining_letter"),
    path("joining/police/", answering.police, name="joining_police"),
    path("joining/<uuid:request_id>/", answering.asker, name="joining_request"),
    path("joining/<uuid:request_id>/accept/", answering.asker_accept, name="joining_accept"),
    path("joining/<uuid:request_id>/decline/", answering.asker_decline, name="joining_decline"),
    path("joining/<uuid:request_id>/police/", answering.police_answer, name="joining_answer"),
]
