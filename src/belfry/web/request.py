"""The request as Belfry's pages see it."""

from typing import Final

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from belfry.core.actor import Actor

# A page with a form: GET asks, POST takes what was typed.
ask_or_take = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_REASON: Final = 300


class ActorRequest(HttpRequest):
    """A request with the actor that the middleware built, once."""

    actor: Actor
    htmx: HtmxDetails


def reason_in(request: HttpRequest) -> str:
    """Return the reason that stands beside a button: at most 300 characters, without what no database keeps."""
    return request.POST.get("reason", "").replace("\x00", "")[:LONGEST_REASON]
