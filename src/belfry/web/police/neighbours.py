"""Offer a message to networks of other police; take over what other police offer, or decline it."""

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belfry.bulletins.actions.neighbours import (
    accept_bulletin,
    decline_bulletin,
    offer_to_neighbours,
)
from belfry.bulletins.errors import NoNetworkChosen
from belfry.bulletins.neighbours import (
    NeighbourLine,
    asked_releases,
    neighbour_lines,
    networks_to_ask,
    offered_by_neighbours,
    zones_to_ask,
)
from belfry.bulletins.outlook import audience_of, outlook_in
from belfry.bulletins.policies import may_offer
from belfry.bulletins.prices import costs_of
from belfry.bulletins.queries import bulletin_for, draft_of, words_for
from belfry.bulletins.telling import approvers_of
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.networks.kinds import NetworkKind
from belfry.networks.nearby import PublicNetwork
from belfry.territory.queries import zones_by_id
from belfry.web.police.choosing import part_in_words
from belfry.web.police.price_lines import price_lines
from belfry.web.request import ActorRequest, ask_or_take, reason_in
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from belfry.bulletins.models import Bulletin, Release
    from belfry.territory.models import PoliceZone


class Beside(NamedTuple):
    """What the page of a message says of networks of other police."""

    lines: "Sequence[NeighbourLine]"
    asked: "Sequence[Release]"
    may_offer: bool


def beside_of(actor: Actor, bulletin: "Bulletin") -> Beside:
    """Return where a message was offered to other police, or will be, and what the actor may answer or offer."""
    if not hasattr(bulletin, "approval"):
        will_be = any(one.by_acceptance for one in bulletin.releases.all())
        return Beside(
            neighbour_lines(bulletin, now=actor.at) if will_be else [], [], may_offer=False
        )
    asked = asked_releases(actor, bulletin)
    is_own = may_offer(actor, bulletin, approvers_of(bulletin, actor.at))
    can = bulletin.state == BulletinState.APPROVED and bulletin.follows_id is None
    return Beside(
        neighbour_lines(bulletin, now=actor.at) if is_own else [], asked, may_offer=is_own and can
    )


@ask_or_take
@signed_in
@factor_again
def neighbours(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Choose networks of other police that a message is offered to."""
    found = bulletin_for(request.actor, bulletin_id)
    if not may_offer(request.actor, found, approvers_of(found, request.actor.at)):
        raise NotAllowed
    if found.state != BulletinState.APPROVED or found.follows_id is not None:
        raise MoveNotAllowed
    error = ""
    if request.method == "POST":
        try:
            offer_to_neighbours(
                request.actor,
                bulletin_id,
                _ids(request.POST.getlist("networks")),
                now=timezone.now(),
            )
        except NoNetworkChosen as refusal:
            error = refusal.message()
        else:
            messages.success(request, _("Offered. Their police read it and decide."))
            return redirect("bulletin", bulletin_id)
    return _choice(request, found, error)


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for one in typed:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _choice(request: ActorRequest, bulletin: "Bulletin", error: str) -> HttpResponse:
    language = request.LANGUAGE_CODE or ""
    zones = zones_by_id(zones_to_ask(bulletin, now=request.actor.at))
    chosen = next((key for key in zones if str(key) == request.GET.get("zone")), None)
    if chosen is None and len(zones) == 1:
        chosen = next(iter(zones))
    beside, there = networks_to_ask(bulletin, chosen, now=request.actor.at)
    names = sorted((zone.name_in(language), zone.pk) for zone in zones.values())
    return render(
        request,
        "police/neighbours.html",
        {
            "bulletin": bulletin,
            "title": words_for(bulletin, language).title,
            "zones": names,
            "chosen": chosen,
            "beside": [_shown(one, zones, language) for one in beside],
            "there": [_shown(one, zones, language) for one in there],
            "error": error,
        },
    )


def _shown(
    network: PublicNetwork, zones: "Mapping[UUID, PoliceZone]", language: str
) -> tuple[UUID, str, str, str]:
    """Return id, name, kind and police zone of a network."""
    zone = next((zones[key].name_in(language) for key in network.zone_ids if key in zones), "")
    return network.network_id, network.name, str(NetworkKind(network.kind).label), zone


@ask_or_take
@signed_in
@factor_again
def accept(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Show who would get it; take over exactly these words for a network of one's own."""
    if request.method != "POST":
        return _asked(request, release_id)
    number = request.POST.get("number", "")
    release = accept_bulletin(
        request.actor,
        release_id,
        now=timezone.now(),
        number=int(number) if number.isdecimal() else None,
    )
    messages.success(request, _("Taken over. It goes to your network as its plan says."))
    return redirect("release", release.pk)


def _asked(request: ActorRequest, release_id: UUID) -> HttpResponse:
    found = next(
        (one for one in offered_by_neighbours(request.actor) if one.pk == release_id), None
    )
    if found is None:
        raise NotFound
    language = request.LANGUAGE_CODE or ""
    outlook = outlook_in(found.bulletin, [found.network_id])
    return render(
        request,
        "police/take_over.html",
        {
            "release": found,
            "title": words_for(found.bulletin, language).title,
            "audience": audience_of(outlook),
            "part": part_in_words(draft_of(found.bulletin).part, language, now=request.actor.at),
            "prices": price_lines(costs_of(outlook), language, now=request.actor.at),
        },
    )


@require_POST
@signed_in
def decline(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Decline it with a reason that the other police read."""
    release = decline_bulletin(
        request.actor, release_id, reason=reason_in(request), now=timezone.now()
    )
    messages.success(request, _("Declined. The police who offered it read your reason."))
    return redirect("bulletin", release.bulletin_id)
