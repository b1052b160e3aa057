"""Every address of Belfry, by audience."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from belfry.program.cast import FIGURES, person_named
from belfry.program.demo_phones import NUMBERS, show_notifications
from belfry.web.demo.stage import Cast
from belfry.web.demo.urls import demo_addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("belfry.web.home_urls")),
    path("", include("belfry.web.signin.urls")),
    path("", include("belfry.web.police.urls")),
    path("", include("belfry.web.network.urls")),
    path("", include("belfry.web.measures.urls")),
    path("", include("belfry.web.joining.urls")),
    path("", include("belfry.web.contributions.urls")),
    path("", include("belfry.web.member.urls")),
    path("", include("belfry.web.operator.urls")),
    path("", include("belfry.web.founding.urls")),
    path("", include("belfry.web.prevention.urls")),
]
if settings.MODE == "demo":
    cast = Cast(FIGURES, NUMBERS, person_named, show_notifications)
    urlpatterns.append(path("demo/", include(demo_addresses(cast))))

handler400 = "belfry.web.refusals.bad_request"
handler404 = "belfry.web.refusals.not_found"
handler500 = "belfry.web.refusals.server_error"
