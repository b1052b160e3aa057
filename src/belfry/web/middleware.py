"""Who asks, and what a refusal looks like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from belfry.core.actor import Actor
from belfry.core.errors import DomainError
from belfry.networks.queries import actor_for
from belfry.web.refusals import refuse

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor_middleware(get_response: GetResponse) -> GetResponse:
    """Build the actor from mandates and memberships in force now, at every request.

    An ended mandate is therefore gone at the next request (X4). A person reads Belfry in their own
    language; somebody who is not signed in, in the language of the cookie or the browser.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if request.user.is_authenticated:
            request.actor = actor_for(request.user.pk, at=now)  # type: ignore[attr-defined]
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        else:
            request.actor = Actor(None, now)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def errors_middleware(get_response: GetResponse) -> GetResponse:
    """Turn a refusal of the domain into a page, or a fragment for HTMX."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, DomainError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
