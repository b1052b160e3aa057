"""The request as Belfry's pages see it."""

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from belfry.core.actor import Actor

# A page with a form: GET asks, POST takes what was typed.
ask_or_take = require_http_methods(["GET", "HEAD", "POST"])


class ActorRequest(HttpRequest):
    """A request with the actor that the middleware built, once."""

    actor: Actor
    htmx: HtmxDetails
