"""The first page, and the language of somebody who reads it."""

from django.urls import URLPattern, path

from belfry.web.events import take_events
from belfry.web.home import alive, choose_language, home
from belfry.web.installing import manifest, service_worker
from belfry.web.tiles import tile

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("alive/", alive, name="alive"),
    path("events/<str:channel>/<str:supplier>/", take_events, name="take_events"),
    path("language/", choose_language, name="language"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("tiles/<int:z>/<int:x>/<int:y>", tile, name="tile"),
]
