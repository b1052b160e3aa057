"""The first page, and the language of somebody who reads it."""

from django.urls import URLPattern, path

from belfry.web.home import alive, choose_language, home

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("alive/", alive, name="alive"),
    path("language/", choose_language, name="language"),
]
