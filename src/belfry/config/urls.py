"""Every address of Belfry, by audience."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("belfry.web.home_urls")),
    path("", include("belfry.web.signin.urls")),
    path("", include("belfry.web.police.urls")),
    path("", include("belfry.web.network.urls")),
    path("", include("belfry.web.member.urls")),
]
if settings.MODE == "demo":
    urlpatterns.append(path("demo/", include("belfry.web.demo.urls")))

handler400 = "belfry.web.refusals.bad_request"
handler404 = "belfry.web.refusals.not_found"
handler500 = "belfry.web.refusals.server_error"
