"""One bulletin in one network: send it, watch it go, stop it, try again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.offering import hold_offer
from belfry.bulletins.actions.releasing import (
    PRESSED,
    release_bulletin,
    retry_failed_deliveries,
    stop_release,
)
from belfry.bulletins.debts import debt_of
from belfry.bulletins.following import followers_of
from belfry.bulletins.moods import moods_after
from belfry.bulletins.parts import unplaced_members
from belfry.bulletins.policies import OWES_OUTCOME, is_urgent, may_hold, may_release
from belfry.bulletins.queries import (
    READABLE,
    frozen_audience,
    meter_of,
    release_for,
    unreached,
    words_for,
)
from belfry.bulletins.reaching import reached_count, reached_members
from belfry.bulletins.relaying import call_list
from belfry.bulletins.workflow import RELEASE_MOVES, ReleaseState
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed
from belfry.delivery.types import Meter
from belfry.delivery.workflow import cause_in_words
from belfry.networks.policies import is_police_of
from belfry.networks.queries import linked_zone_ids
from belfry.territory.queries import zones_by_id
from belfry.web.debts import line_of
from belfry.web.police.price_lines import price_lines
from belfry.web.reading import read_in_one_language
from belfry.web.request import ActorRequest, reason_in
from belfry.web.signin.gates import factor_again, signed_in

# What a sheet of paper on a door says; how it was done stays in the message itself.
NOTICE_FIELDS = ("what", "where", "when", "what_to_do")
# Beyond so many characters the print is smaller, so that it stays on one sheet.
LONG_NOTICE = 700

if TYPE_CHECKING:
    from belfry.bulletins.models import Release


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a release is, and what the actor may do about it."""

    release: "Release"
    meter: Meter | None
    may_send: bool
    may_stop: bool
    may_hold: bool
    may_retry: bool

    @property
    def state(self) -> ReleaseState:
        """The state as it is now: nothing waits any more is "sent", before the record says so."""
        state = ReleaseState(self.release.state)
        done = self.meter is not None and self.meter.total > 0 and not self.meter.waiting
        return ReleaseState.SENT if state == ReleaseState.SENDING and done else state

    @property
    def is_moving(self) -> bool:
        """Whether the page should ask again in two seconds."""
        if self.release.state == ReleaseState.RELEASED:
            return True
        waits = self.meter is not None and self.meter.waiting > 0
        return waits and self.release.state in PRESSED

    @property
    def causes(self) -> list[tuple[str, int]]:
        """Why deliveries wait or failed: (words, how many)."""
        counts = self.meter.causes if self.meter else ()
        return [(str(cause_in_words(one.cause)), one.count) for one in counts]


def progress_of(actor: Actor, release: "Release") -> Progress:
    """Return how far a release is, for an actor who may see it."""
    zones = linked_zone_ids(release.network_id, on=local(actor.at).date())
    may_send = may_release(actor, release, zones)
    count = meter_of(release)
    progress = Progress(
        release, count, may_send=False, may_stop=False, may_hold=False, may_retry=False
    )
    moves = RELEASE_MOVES[progress.state]
    is_over = release.expires_at is not None and release.expires_at <= actor.at
    return replace(
        progress,
        may_send=may_send and ReleaseState.RELEASED in moves,
        may_stop=ReleaseState.STOPPED in moves
        and (
            (may_send and release.state != ReleaseState.OFFERED)
            or is_police_of(actor, release.network_id, zones)
        ),
        may_hold=release.state == ReleaseState.OFFERED
        and release.held_at is None
        and may_hold(actor, release),
        may_retry=release.state in PRESSED
        and count is not None
        and count.failed > 0
        and not is_over,
    )


@require_safe
@signed_in
def release(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Show the frozen facts and one button; after the press, the live count."""
    found, language = release_for(request.actor, release_id), request.LANGUAGE_CODE or ""
    audience = frozen_audience(found)
    followers = followers_of(found.bulletin)
    debt = debt_of(found.bulletin, is_told=bool(followers.outcomes), now=request.actor.at)
    costs = {found.network_id: found.most_cost} if found.state == ReleaseState.OFFERED else {}
    prices = price_lines(costs, language, now=timezone.now())
    return render(
        request,
        "police/release.html",
        {
            "release": found,
            "progress": progress_of(request.actor, found),
            "audience": audience,
            "prices": prices,
            "is_too_dear": any(line.price.is_too_dear for line in prices),
            "is_urgent": is_urgent(found.bulletin.bulletin_class),
            "title": words_for(found.bulletin, language).title,
            "letters": found.bulletin.approval.texts,
            "channels": list(audience.by_channel),
            "owes_outcome": found.bulletin.bulletin_class in OWES_OUTCOME,
            "missed": unreached(request.actor, found, now=timezone.now()),
            "stopped": _stopped(request.actor, found),
            "unplaced": unplaced_members(request.actor, found, now=timezone.now()),
            "to_tell": call_list(request.actor, found, now=timezone.now()),
            "is_readable": found.state in READABLE,
            "asks_why": found.bulletin.by_network and not may_hold(request.actor, found),
            "moods": moods_after([found.pk]).get(found.pk),
            "correction": followers.correction,
            "owed": line_of(debt, language, now=request.actor.at),
        },
    )


def _stopped(actor: Actor, release: "Release") -> tuple[int, Sequence[str]] | None:
    """Return how many a stopped message reached, and who for the keeper of the list; None for any other."""
    if release.state != ReleaseState.STOPPED:
        return None
    return reached_count(release), reached_members(actor, release, now=timezone.now())


@require_safe
@signed_in
def notice(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Show it in large print, for one sheet of paper; only what was sent is put on a door."""
    found = release_for(request.actor, release_id)
    if found.state not in READABLE:
        raise MoveNotAllowed
    zone = zones_by_id([found.bulletin.zone_id])[found.bulletin.zone_id]
    context = read_in_one_language(request, found.bulletin, zone, NOTICE_FIELDS)
    context |= {
        "release": found,
        "is_long": sum(len(text) for _heading, text in context["parts"]) > LONG_NOTICE,
        "numbers": (zone.urgent_police_number, zone.urgent_help_number),
    }
    return render(request, "police/notice.html", context)


@require_safe
@signed_in
def meter(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Return the live count alone; it asks again by itself while something waits."""
    progress = progress_of(request.actor, release_for(request.actor, release_id))
    return render(request, "police/_progress.html", {"progress": progress})


@require_POST
@signed_in
@factor_again
def send(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Send it to everybody who was frozen at approval; twice is once."""
    release_bulletin(request.actor, release_id, now=timezone.now())
    messages.success(request, _("Thank you. The message is on its way."))
    return redirect("release", release_id)


@require_POST
@signed_in
def stop(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Stop what is not yet handed over."""
    stop_release(request.actor, release_id, reason=reason_in(request), now=timezone.now())
    messages.success(request, _("Stopped. What was not yet handed over is not sent any more."))
    return redirect("release", release_id)


@require_POST
@signed_in
def hold(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Hold an offer back with a reason that the police read."""
    hold_offer(request.actor, release_id, reason=reason_in(request), now=timezone.now())
    messages.success(request, _("Held back. The police read your reason and decide."))
    return redirect("release", release_id)


@require_POST
@signed_in
def retry(request: ActorRequest, release_id: UUID) -> HttpResponse:
    """Try again only those that failed."""
    count = retry_failed_deliveries(request.actor, release_id, now=timezone.now())
    messages.success(
        request,
        ngettext(
            "%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count
        )
        % {"count": count},
    )
    return redirect("release", release_id)
