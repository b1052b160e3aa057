"""The request as Belfry's pages see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from belfry.core.actor import Actor


class ActorRequest(HttpRequest):
    """A request with the actor that the middleware built, once."""

    actor: Actor
    htmx: HtmxDetails
