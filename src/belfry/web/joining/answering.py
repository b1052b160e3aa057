"""Who asks to join: the coordinator accepts or declines, and the police agree to somebody from outside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from belfry.core.actor import POLICE_ROLES
from belfry.core.errors import NotAllowed
from belfry.joining.actions.answering import accept, agree, decline, disagree
from belfry.joining.errors import LetterFirst
from belfry.joining.kinds import Place, Refusal
from belfry.joining.queries import (
    at_police,
    awaits_letter,
    opened_request,
    request_for,
    requests_of,
    wants_letters,
)
from belfry.joining.workflow import RequestState
from belfry.networks.errors import AlreadyMember, UnderMeasure
from belfry.networks.queries import kept_network
from belfry.web.joining.forms import DeclineForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@require_safe
@signed_in
def requests(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show who waits to join, the longest first."""
    rows = requests_of(request.actor, network_id)
    network = kept_network(request.actor, network_id)
    context = {"network": network, "rows": rows, "wants_letters": wants_letters(network_id)}
    return render(request, "joining/requests.html", context)


@require_safe
@signed_in
def asker(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Show one request with both answers."""
    return _shown(request, request_id, DeclineForm())


def _shown(request: ActorRequest, request_id: UUID, form: DeclineForm) -> HttpResponse:
    row = opened_request(request.actor, request_id)
    context = {
        "asker": row,
        "network": row.network,
        "is_waiting": row.state == RequestState.WAITING,
        "awaits_letter": awaits_letter(row),
        "is_inside": row.place == Place.INSIDE,
        "form": form,
    }
    return render(request, "joining/request.html", context)


@require_POST
@signed_in
def asker_accept(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Put who asked on the list."""
    row = request_for(request.actor, request_id)
    try:
        accept(request.actor, request_id, now=timezone.now())
    except (AlreadyMember, LetterFirst, UnderMeasure) as refusal:
        messages.warning(request, refusal.message())
        return redirect("joining_request", request_id)
    messages.success(request, gettext("The member is on the list and was told."))
    return redirect("joining", row.network_id)


@ask_or_take
@signed_in
def asker_decline(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Decline for one of the reasons."""
    row = request_for(request.actor, request_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = Refusal(form.cleaned_data["reason"])
        decline(request.actor, request_id, reason, now=timezone.now())
        messages.success(request, gettext("The answer is on its way. Name and address were wiped."))
        return redirect("joining", row.network_id)
    return render(
        request, "joining/decline.html", {"asker": row, "network": row.network, "form": form}
    )


@require_safe
@signed_in
def police(request: ActorRequest) -> HttpResponse:
    """Show the police who asks to join from outside: an address, never a name."""
    if not any(held.role in POLICE_ROLES for held in request.actor.mandates):
        raise NotAllowed
    return render(request, "joining/police.html", {"rows": at_police(request.actor)})


@require_POST
@signed_in
def police_answer(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Take the yes or no of the police."""
    if request.POST.get("answer") == "yes":
        agree(request.actor, request_id, now=timezone.now())
        messages.success(request, gettext("The coordinator answers next."))
    else:
        disagree(request.actor, request_id, now=timezone.now())
        messages.success(request, gettext("The answer is on its way. Name and address were wiped."))
    return redirect("joining_police")
