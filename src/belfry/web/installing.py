"""Belfry as something that is installed on a device: its description, and the script that shows notifications."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from belfry.web.templatetags.belfry import built, built_text

INK, PAPER = "#15212d", "#f6f3ec"


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the installed Belfry (W3C, Web Application Manifest)."""
    icons = [
        {
            "src": built(f"icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": "/",
            "name": "Belfry",
            "short_name": "Belfry",
            "description": _(
                "Belfry carries the messages of the police to the neighbourhood networks of Belgium."
            ),
            "lang": get_language(),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "theme_color": INK,
            "background_color": PAPER,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it serves all of Belfry; a new one is found at once."""
    response = HttpResponse(
        built_text("service-worker.js"), content_type="text/javascript; charset=utf-8"
    )
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response
