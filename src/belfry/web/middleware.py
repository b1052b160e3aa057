"""Who asks, and what a refusal looks like."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from belfry.core.actor import Actor
from belfry.core.errors import DomainError
from belfry.networks.queries import actor_for
from belfry.web.refusals import refuse
from belfry.web.signin.gates import confined
from belfry.web.signin.session import is_over, sign_out, touch

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor_middleware(get_response: GetResponse) -> GetResponse:
    """Build the actor from mandates and memberships in force now, at every request.

    An ended mandate is therefore gone at the next request (X4). A person reads Belfry in their own
    language; somebody who is not signed in, in the language of the cookie or the browser. What a
    person reads is kept by no cache.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request, timezone.now())  # type: ignore[attr-defined]
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        return confined(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _actor(request: HttpRequest, now: datetime) -> Actor:
    if not request.user.is_authenticated:
        return Actor(None, now)
    actor = actor_for(request.user.pk, at=now)
    if is_over(request.session, with_mandate=bool(actor.mandates), now=now):
        sign_out(request)
        messages.info(request, _("You were signed out after a while. Please sign in again."))
        return Actor(None, now)
    touch(request.session, now=now)
    translation.activate(request.user.language)
    request.LANGUAGE_CODE = request.user.language
    return actor


def errors_middleware(get_response: GetResponse) -> GetResponse:
    """Turn a refusal of the domain into a page, or a fragment for HTMX."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, DomainError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
