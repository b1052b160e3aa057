"""Bulletins and releases."""

from django.urls import URLPattern, path

from belfry.web.police import bulletins, releases, short_texts, writing

urlpatterns: list[URLPattern] = [
    path("bulletins/", bulletins.overview, name="bulletins"),
    path("bulletins/new/", writing.new, name="bulletin_new"),
    path("bulletins/short/<uuid:zone_id>/", short_texts.short, name="bulletin_short"),
    path("bulletins/<uuid:bulletin_id>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<uuid:bulletin_id>/edit/", writing.edit, name="bulletin_edit"),
    path("bulletins/<uuid:bulletin_id>/submit/", bulletins.submit, name="bulletin_submit"),
    path("bulletins/<uuid:bulletin_id>/approve/", bulletins.approve, name="bulletin_approve"),
    path("bulletins/<uuid:bulletin_id>/send-back/", bulletins.give_back, name="bulletin_send_back"),
    path("bulletins/<uuid:bulletin_id>/withdraw/", bulletins.withdraw, name="bulletin_withdraw"),
    path("bulletins/<uuid:bulletin_id>/close/", bulletins.close, name="bulletin_close"),
    path("releases/<uuid:release_id>/", releases.release, name="release"),
    path("releases/<uuid:release_id>/send/", releases.send, name="release_send"),
    path("releases/<uuid:release_id>/stop/", releases.stop, name="release_stop"),
    path("releases/<uuid:release_id>/retry/", releases.retry, name="release_retry"),
    path("releases/<uuid:release_id>/notice/", releases.notice, name="release_notice"),
    path("releases/<uuid:release_id>/meter/", releases.meter, name="release_meter"),
]
