"""The console of dispatchers: an address, a type of fact, send; and the alerts under way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.console import (
    agree_to_alert,
    alert_from_console,
    ask_about_fact,
    pass_on_fact,
    stand_down,
    stop_alert,
)
from belfry.bulletins.console import facts_passed_on
from belfry.bulletins.policies import CONSOLE_ROLES
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.web.police.console_desk import Desk, SendForm, desk_of, network_ids
from belfry.web.police.console_live import live_alerts, sign_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import at_console, is_locked, signed_in

NOTHING_NEW = 204


def _check(actor: Actor) -> None:
    if not actor.zones(*CONSOLE_ROLES):
        raise NotAllowed


@ask_or_take
@signed_in
@at_console
def console(request: ActorRequest) -> HttpResponse:
    """Show the console; what is typed and pressed comes back as it would be sent, and changes nothing."""
    _check(request.actor)
    language = request.LANGUAGE_CODE or ""
    if request.method != "POST":
        return render(request, "police/console.html", _whole(request, Desk(""), language))
    is_new = request.htmx.trigger_name == "q" or "look" in request.POST
    desk = desk_of(request.actor, request.POST, language, fresh=is_new)
    if request.htmx:
        return render(request, "police/_desk.html", {"desk": desk})
    return render(request, "police/console.html", _whole(request, desk, language))


def _whole(request: ActorRequest, desk: Desk, language: str) -> dict[str, object]:
    return {
        "desk": desk,
        **_live(request, language),
        "facts": list(facts_passed_on(request.actor)),
        "zones": sorted(request.actor.zones(*POLICE_ROLES)),
    }


@require_safe
@signed_in
def live(request: ActorRequest) -> HttpResponse:
    """Return the alerts of this shift; nothing where the page shows them as they are already."""
    _check(request.actor)
    shown = _live(request, request.LANGUAGE_CODE or "")
    if request.GET.get("sign") == shown["sign"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "police/_live.html", shown)


def _live(request: ActorRequest, language: str) -> dict[str, object]:
    alerts, locked = live_alerts(request.actor, language), is_locked(request)
    sign = f"{sign_of(alerts)}{'-locked' if locked else ''}"
    return {"alerts": alerts, "sign": sign, "is_locked": locked}


@require_POST
@signed_in
@at_console
def send(request: ActorRequest) -> HttpResponse:
    """Send an alert; the same page sends it once."""
    form = _told(request)
    key = form.cleaned_data["key"]
    if key is None:
        raise NotFound
    alert = alert_from_console(
        request.actor, network_ids(request.POST), form.seen, key=key, now=timezone.now()
    )
    if alert.state == BulletinState.SUBMITTED:
        messages.warning(
            request, _("Not sent yet: a colleague has to agree. It stands on every console.")
        )
    else:
        messages.success(request, _("The alert is on its way."))
    return redirect("console")


@require_POST
@signed_in
def pass_on(request: ActorRequest) -> HttpResponse:
    """Leave what is too old for an alert to an officer."""
    form = _told(request)
    pass_on_fact(request.actor, network_ids(request.POST), form.seen, now=timezone.now())
    messages.success(request, _("Noted. An officer finds it with place and time filled in."))
    return redirect("console")


def _told(request: ActorRequest) -> SendForm:
    _check(request.actor)
    form = SendForm(request.POST)
    if not form.is_valid():
        raise NotFound
    return form


@require_POST
@signed_in
@at_console
def agree(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Agree to a colleague's alert."""
    agree_to_alert(request.actor, bulletin_id, now=timezone.now())
    return _back(request, _("You agreed. The alert is on its way."))


@require_POST
@signed_in
def stop(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Stop an alert: at once, whoever pressed last."""
    stop_alert(request.actor, bulletin_id, now=timezone.now())
    return _back(request, _("Stopped. What was not yet handed over is not sent any more."))


@require_POST
@signed_in
@at_console
def end(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Stand down: tell those whom an alert reached that it is over."""
    stand_down(request.actor, bulletin_id, now=timezone.now())
    return _back(request, _("Everybody who got the alert is told that it is over."))


@require_POST
@signed_in
def ask(request: ActorRequest, fact_id: UUID) -> HttpResponse:
    """Begin a request for information about a fact that was left to the officers."""
    return redirect("bulletin_edit", ask_about_fact(request.actor, fact_id, now=timezone.now()).pk)


def _back(request: ActorRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("console")
