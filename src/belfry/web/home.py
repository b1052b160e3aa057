"""The first page, and the choice of a language."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from belfry.core.actor import NETWORK_ROLES, Role
from belfry.networks.queries import networks_by_id, zones_of_police
from belfry.people.actions import choose_settings
from belfry.people.queries import settings_of
from belfry.questions.policies import may_ask
from belfry.territory.queries import zones_by_id
from belfry.web.needs import hats_of, needs_of, received_by
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Answer "what needs me now?"; somebody who is not signed in reads what Belfry is."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    language = request.LANGUAGE_CODE or ""
    needs = needs_of(request.actor, language)
    led = zones_by_id(request.actor.zones(Role.CHIEF)).values()
    return render(
        request,
        "home/home.html",
        {
            "needs": needs,
            "received": received_by(request.actor, language),
            "today": request.actor.at,
            "hats": hats_of(request.actor),
            "led": [(zone.pk, zone.name_in(language)) for zone in led],
            "may_write": bool(zones_of_police(request.actor)),
            "may_ask": any(may_ask(request.actor, one) for one in request.actor.member_of),
            "kept": networks_by_id(request.actor.networks(*NETWORK_ROLES)).values(),
        },
    )


@require_safe
@signed_in
def alive(request: ActorRequest) -> HttpResponse:
    """Tell a page on which somebody writes that the session lasts, and its token for sending."""
    return HttpResponse(get_token(request), content_type="text/plain")


@require_POST
def choose_language(request: ActorRequest) -> HttpResponse:
    """Remember a language: with the person, or in a cookie for somebody not signed in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_own_address(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    person_id = request.actor.person_id
    if person_id is not None:
        choice = replace(settings_of(person_id), language=language)
        choose_settings(person_id, choice, now=timezone.now())
    return response


def _own_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_own else "/"
