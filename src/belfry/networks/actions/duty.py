"""The message duty changes hands: for an absence, back again, and when a coordinator falls silent."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.audit.actions import record
from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.duty import SILENT_AFTER, covering, duty_of, own_absence
from belfry.networks.errors import (
    AbsenceDatesWrong,
    AlreadyAway,
    DeputyAway,
    MandateDatesWrong,
    NobodyToHandOver,
    NotAKeyHolder,
    StandsIn,
)
from belfry.networks.mandates import functions_of
from belfry.networks.models import Absence, Mandate, Network, Silence
from belfry.networks.queries import approver_ids, coordinator_ids, in_force, kept_network
from belfry.networks.workflow import NetworkState
from belfry.people.queries import email_endpoints_of, languages_of

LONGEST: Final = timedelta(days=366)
HANDED_OVER: Final = _(
    "You have the message duty for a while: what the police ask the coordinator goes to you first. "
    "The page says until when."
)
BACK: Final = _("You no longer have the message duty: whoever handed it over to you is back.")
DEPUTY_LEFT: Final = _(
    "Whoever was to have the message duty while somebody is away no longer has a function in this network. Please "
    "see that somebody else takes it."
)
STOPS: Final = _(
    "The coordinator or a deputy of this network stops. The page of the network shows who remains; please see that "
    "a successor is found in time."
)
TO_DEPUTY: Final = _(
    "Nobody has seen anything of the coordinator for 45 days. Until the coordinator signs in again, you have "
    "the message duty."
)
TO_COORDINATOR: Final = _(
    "You did not sign in for 45 days, so the message duty no longer waits for you. To take it back, "
    "sign in. If you want to stop, please tell the police officer of your network."
)
TO_POLICE: Final = _(
    "Nobody has seen anything of the coordinator for a long time. Please ask whether the coordinator "
    "wants to go on, or name a successor."
)


@transaction.atomic
def hand_over(
    actor: Actor,
    network_id: UUID,
    deputy_id: UUID | None,
    *,
    since: date,
    until: date,
    now: datetime,
) -> Absence:
    """Hand the actor's own duty to another key holder from `since` until before `until`, who is told.

    Raises NotFound, NotAllowed, NobodyToHandOver, AbsenceDatesWrong, NotAKeyHolder, AlreadyAway, DeputyAway,
    StandsIn.
    """
    network, person_id = kept_network(actor, network_id, lock=True), actor.person_id
    if person_id is None:
        raise NotAllowed
    if not coordinator_ids(network_id, on=local(now).date()) - {person_id}:
        raise NobodyToHandOver
    if since < local(now).date() or not since < until <= since + LONGEST:
        raise AbsenceDatesWrong
    if deputy_id is None or deputy_id == person_id:
        raise NotAKeyHolder
    if deputy_id not in covering(network_id, since=since, until=until):
        raise NotAKeyHolder
    _check_free(network_id, person_id, deputy_id, since, until)
    absence = Absence.objects.create(
        network=network,
        person_id=person_id,
        deputy_id=deputy_id,
        since=since,
        until=until,
        made_at=now,
    )
    _record("duty.handed_over", absence, actor, now)
    tell({deputy_id}, network, HANDED_OVER, now=now)
    return absence


def _check_free(
    network_id: UUID, person_id: UUID, deputy_id: UUID, since: date, until: date
) -> None:
    """Raise unless nobody concerned is away, or stands in for another, on one of these days."""
    same_days = Absence.objects.filter(network_id=network_id, since__lt=until, until__gt=since)
    if same_days.filter(person_id=person_id).exists():
        raise AlreadyAway
    if same_days.filter(deputy_id=person_id).exists():
        raise StandsIn
    if same_days.filter(person_id=deputy_id).exists():
        raise DeputyAway


@transaction.atomic
def take_back(actor: Actor, absence_id: UUID, *, now: datetime) -> None:
    """Let an absence of the actor's end today; one that did not begin before today is as if never told.

    Raises NotFound, also for one that is over.
    """
    absence, today = own_absence(actor, absence_id, lock=True), local(now).date()
    if absence.until <= today:
        raise NotFound
    network, deputy_id = absence.network, absence.deputy_id
    if absence.since >= today:
        absence.delete()
    else:
        absence.until = today
        absence.save(update_fields=["until"])
    _record("duty.taken_back", absence, actor, now)
    tell({deputy_id}, network, BACK, now=now)


@transaction.atomic
def announce_end(actor: Actor, network_id: UUID, *, on: date, now: datetime) -> None:
    """Let the actor's own functions in a network end: `on` is the first day without, today at the earliest.

    Police and the other key holders are told, who find a successor; access is gone with that day.
    Raises NotFound, NotAllowed, MandateDatesWrong.
    """
    network, today = kept_network(actor, network_id, lock=True), local(now).date()
    if actor.person_id is None:
        raise NotAllowed
    if not today <= on <= today + LONGEST:
        raise MandateDatesWrong
    held = functions_of(network_id, actor.person_id, on=today).select_for_update(of=("self",))
    mandates = list(held.select_related("network"))
    if any(one.until is not None and one.until < on for one in mandates):
        raise MandateDatesWrong
    for mandate in mandates:
        mandate.until = max(on, mandate.since)
        mandate.save(update_fields=["until"])
        tell_that_deputy_left(mandate, now=now)
    record(
        "duty.end_announced",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"until": on.isoformat()},
    )
    others = coordinator_ids(network_id, on=today) - {actor.person_id}
    tell(others | _police_of(network_id, today), network, STOPS, now=now)


def tell_that_deputy_left(mandate: Mandate, *, now: datetime) -> None:
    """Tell who is away, who keeps the list and the police when whoever stands in loses the function."""
    network = mandate.network
    if network is None:
        return
    on = mandate.until or local(now).date()
    left = Absence.objects.filter(network_id=network.pk, deputy_id=mandate.person_id, until__gt=on)
    away = frozenset(left.values_list("person_id", flat=True))
    holders = coordinator_ids(network.pk, on=on)
    if away and mandate.person_id not in holders:
        whom = away | holders | _police_of(network.pk, on)
        tell(whom, network, DEPUTY_LEFT, now=now)


@transaction.atomic
def note_silence(*, now: datetime) -> int:
    """Pass the duty of silent coordinators to the deputies, and ask the police later (periodic); return how many fell silent.

    Silent is who was named 45 days ago, did not sign in since and was not away as told; without a
    deputy the police are asked at once. Of nobody else anything is looked at.
    """
    _end_silences(now)
    fallen = list(_newly_silent(now))
    for mandate in fallen:
        assert mandate.network is not None
        silence = Silence.objects.create(
            network=mandate.network, person_id=mandate.person_id, noticed_at=now
        )
        _record_silence("duty.silent", silence, now)
        tell({mandate.person_id}, mandate.network, TO_COORDINATOR, now=now)
        deputies = duty_of(mandate.network.pk, on=local(now).date()).deputies
        if deputies:
            tell(deputies, mandate.network, TO_DEPUTY, now=now)
        else:
            _ask_police(silence, now)
    waiting = Silence.objects.select_for_update(of=("self",), skip_locked=True).filter(
        ended_at__isnull=True, police_asked_at__isnull=True, noticed_at__lte=now - SILENT_AFTER
    )
    for silence in waiting.select_related("network").order_by("pk"):
        _ask_police(silence, now)
    return len(fallen)


def _newly_silent(now: datetime) -> Collection[Mandate]:
    today, long_ago = local(now).date(), now - SILENT_AFTER
    own = {"network_id": OuterRef("network_id"), "person_id": OuterRef("person_id")}
    away = Absence.objects.filter(**own, since__lte=today, until__gt=local(long_ago).date())
    known = Silence.objects.filter(**own, ended_at__isnull=True)
    return (
        Mandate.objects.filter(
            Q(person__last_login__isnull=True) | Q(person__last_login__lte=long_ago),
            ~Exists(away),
            ~Exists(known),
            in_force(today),
            role=Role.COORDINATOR,
            network__state=NetworkState.ACTIVE,
            given_at__lte=long_ago,
            since__lte=local(long_ago).date(),
        )
        .select_related("network")
        .order_by("network_id", "pk")
    )


def _end_silences(now: datetime) -> None:
    """Close those whose coordinator signed in since, or coordinates no more."""
    still = Mandate.objects.filter(
        in_force(local(now).date()),
        network_id=OuterRef("network_id"),
        person_id=OuterRef("person_id"),
        role=Role.COORDINATOR,
    )
    over = Silence.objects.filter(ended_at__isnull=True).filter(
        Q(person__last_login__gt=F("noticed_at")) | ~Exists(still)
    )
    for silence in over:
        silence.ended_at = now
        silence.save(update_fields=["ended_at"])
        _record_silence("duty.heard_again", silence, now)


def _ask_police(silence: Silence, now: datetime) -> None:
    silence.police_asked_at = now
    silence.save(update_fields=["police_asked_at"])
    _record_silence("duty.police_asked", silence, now)
    whom = _police_of(silence.network_id, local(now).date())
    tell(whom, silence.network, TO_POLICE, now=now)


def _police_of(network_id: UUID, on: date) -> frozenset[UUID]:
    """Return the officer who is mandated for the network, else those of its zones."""
    own = Mandate.objects.filter(in_force(on), network_id=network_id, role=Role.OFFICER)
    return frozenset(own.values_list("person_id", flat=True)) or approver_ids([network_id], on=on)


def tell(
    person_ids: Collection[UUID], network: Network, task: str | Promise, *, now: datetime
) -> None:
    """Send each who has an e-mail address one notice about the duty; `task` is a sentence that names nobody."""
    languages = languages_of(list(person_ids))
    for person_id, endpoint_id in email_endpoints_of(person_ids).items():
        with translation.override(languages[person_id]):
            sentence = str(task)
        send_notice(
            Kind.DUTY,
            endpoint_id,
            language=languages[person_id],
            slots={
                "network": network.name,
                "task": sentence,
                "url": f"{settings.BASE_URL}/networks/{network.pk}/",
            },
            now=now,
        )


def _record(act: str, absence: Absence, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"network:{absence.network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=absence.network_id,
        detail={
            "deputy": str(absence.deputy_id),
            "since": absence.since.isoformat(),
            "until": absence.until.isoformat(),
        },
    )


def _record_silence(act: str, silence: Silence, now: datetime) -> None:
    record(
        act,
        subject=f"network:{silence.network_id}",
        person_id=None,
        at=now,
        network_id=silence.network_id,
        detail={"coordinator": str(silence.person_id)},
    )
