"""The doors to bulletins: police see their zone's, a network sees what was released to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from belfry.audit.actions import record
from belfry.bulletins.audience import summary
from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.policies import FIELDS
from belfry.bulletins.types import Audience, Draft, Unreached, Words
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.actor import NETWORK_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery.models import Broadcast
from belfry.delivery.queries import failed_endpoints, meter, meters
from belfry.delivery.types import Meter
from belfry.delivery.ways import on_the_way
from belfry.networks.kinds import Releaser
from belfry.networks.policies import may_keep_list
from belfry.networks.queries import (
    approvers_by_network,
    memberships_by_person,
    network_ids_of_police,
    zones_of_police,
)
from belfry.people.queries import persons_by_id

READABLE = (ReleaseState.RELEASED, ReleaseState.SENDING, ReleaseState.SENT)


def _visible(actor: Actor) -> Q:
    networks = Release.objects.filter(network_id__in=network_ids_of_police(actor))
    own_zone = Q(zone_id__in=zones_of_police(actor))
    written = own_zone & Q(author_id=actor.person_id)
    submitted = ~Q(state=BulletinState.DRAFT)
    return written | (submitted & (own_zone | Q(pk__in=networks.values("bulletin_id"))))


def bulletin_for(actor: Actor, bulletin_id: UUID, *, lock: bool = False) -> Bulletin:
    """Return a bulletin of the actor's police zones (or of networks linked to them); NotFound.

    A draft is seen by its author only, who must still be police of the zone.
    """
    rows = Bulletin.objects.select_for_update() if lock else _whole(Bulletin.objects.all())
    if not zones_of_police(actor):
        raise NotFound
    try:
        return rows.filter(_visible(actor)).get(pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise NotFound from None


def bulletins_visible_to(actor: Actor) -> QuerySet[Bulletin]:
    """Return bulletins of the actor's police zones, newest first."""
    if not zones_of_police(actor):
        return Bulletin.objects.none()
    return _whole(Bulletin.objects.filter(_visible(actor))).order_by("-made_at", "pk")


def _whole(rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    return rows.select_related("approval").prefetch_related("texts", "releases__network")


def submission_of(bulletin: Bulletin) -> str:
    """Return what tells one submission of a bulletin from an earlier one; empty for a draft."""
    return bulletin.submitted_at.isoformat() if bulletin.submitted_at else ""


def draft_of(bulletin: Bulletin) -> Draft:
    """Return class, networks and words as they stand."""
    networks = tuple(release.network_id for release in bulletin.releases.all())
    return Draft(bulletin.bulletin_class, networks, words_of(bulletin))


def usual_counts(network_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return how many recipients the last ten messages of networks had on average, in one query.

    A network that never had a message is not in it.
    """
    newest_first = Window(RowNumber(), partition_by="network_id", order_by="-released_at")
    sent = Release.objects.filter(network_id__in=list(network_ids), state=ReleaseState.SENT)
    counts: dict[UUID, list[int]] = {}
    for network_id, count in (
        sent.annotate(place=newest_first)
        .filter(place__lte=10)
        .values_list("network_id", "recipient_count")
    ):
        counts.setdefault(network_id, []).append(count)
    return {network_id: round(sum(found) / len(found)) for network_id, found in counts.items()}


def frozen_audience(release: Release) -> Audience:
    """Return the audience that was frozen at approval."""
    return summary(
        release.audience.all(),
        release.bulletin.approval.texts,
        usual_counts([release.network_id]).get(release.network_id),
    )


def to_approve(actor: Actor) -> Sequence[Bulletin]:
    """Return submitted bulletins that this actor may approve ("needs you"), oldest first."""
    waiting = bulletins_visible_to(actor).filter(
        state__in=[BulletinState.SUBMITTED, BulletinState.SECOND_READING]
    )
    others = list(waiting.exclude(author_id=actor.person_id).order_by("submitted_at", "pk"))
    networks = {bulletin.pk: draft_of(bulletin).network_ids for bulletin in others}
    approvers = approvers_by_network(
        {network_id for ids in networks.values() for network_id in ids}, on=local(actor.at).date()
    )
    return [
        bulletin
        for bulletin in others
        if all(actor.person_id in approvers[network_id] for network_id in networks[bulletin.pk])
    ]


def to_release(actor: Actor) -> Sequence[Release]:
    """Return offered releases that this actor may send ("needs you"), oldest first."""
    by_coordinator = Q(
        released_by_role=Releaser.COORDINATOR, network_id__in=actor.networks(*NETWORK_ROLES)
    )
    by_police = Q(released_by_role=Releaser.POLICE, network_id__in=network_ids_of_police(actor))
    rows = Release.objects.filter(by_coordinator | by_police, state=ReleaseState.OFFERED)
    return list(_shown(rows).order_by("offered_at", "pk"))


def drafts_of(actor: Actor) -> QuerySet[Bulletin]:
    """Return the actor's own drafts, newest first."""
    rows = bulletins_visible_to(actor).filter(author_id=actor.person_id)
    return rows.filter(state=BulletinState.DRAFT)


def _shown(rows: QuerySet[Release]) -> QuerySet[Release]:
    return rows.select_related("bulletin", "network", "broadcast").prefetch_related(
        "bulletin__texts"
    )


def release_for(actor: Actor, release_id: UUID, *, lock: bool = False) -> Release:
    """Return a release for police of a linked zone, its coordinator and deputies; NotFound."""
    rows = Release.objects.exclude(state="")
    networks = network_ids_of_police(actor) | actor.networks(*NETWORK_ROLES)
    try:
        found = _shown(rows).get(pk=release_id, network_id__in=networks)
    except Release.DoesNotExist:
        raise NotFound from None
    if lock:
        Release.objects.select_for_update().get(pk=release_id)
        found.refresh_from_db(fields=["state", "broadcast"])
    return found


def meter_of(release: Release) -> Meter | None:
    """Return the live count, or None before it is released."""
    return meter(release.broadcast) if release.broadcast else None


def meters_of(releases: Iterable[Release]) -> Mapping[UUID, Meter]:
    """Return live counts by release, in one query."""
    sent = {release.broadcast_id: release.pk for release in releases if release.broadcast_id}
    return {sent[broadcast]: count for broadcast, count in meters(list(sent)).items()}


@transaction.atomic
def unreached(actor: Actor, release: Release, *, now: datetime) -> Sequence[Unreached]:
    """Return by name whom a release reached by no way at all; empty for whoever does not keep the list.

    Every opening is recorded in the network's audit chain.
    """
    if release.broadcast is None or not may_keep_list(actor, release.network_id):
        return []
    missed = _missed(release, release.broadcast)
    if not missed:
        return []
    record(
        "members.opened",
        subject=f"release:{release.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=release.network_id,
        detail={"count": len(missed)},
    )
    memberships = memberships_by_person(release.network_id, missed)
    return [
        Unreached(person.full_name, missed[person.pk], memberships.get(person.pk))
        for person in persons_by_id(missed).values()
    ]


def _missed(release: Release, broadcast: Broadcast) -> Mapping[UUID, str]:
    """Return {person: cause} of those with a failure and no other way that arrived or still may."""
    causes = failed_endpoints(broadcast)
    failed = release.audience.filter(endpoint_id__in=causes).values("person_id")
    ways: dict[UUID, list[UUID]] = {}
    rows = release.audience.filter(person_id__in=failed, endpoint__isnull=False)
    for person_id, endpoint_id in rows.order_by("step").values_list("person_id", "endpoint_id"):
        ways.setdefault(person_id, []).append(endpoint_id)
    hoped = on_the_way(broadcast, {endpoint for own in ways.values() for endpoint in own})
    return {
        person_id: next(causes[endpoint] for endpoint in own if endpoint in causes)
        for person_id, own in ways.items()
        if hoped.isdisjoint(own)
    }


def releases_of(actor: Actor, bulletins: Iterable[Bulletin]) -> Mapping[UUID, Sequence[Release]]:
    """Return {bulletin id: its releases in networks that the actor supervises, by name}.

    For bulletins of `bulletin_for` and `bulletins_visible_to`. One for networks of two zones is seen by
    the police of both; the networks of the other zone are not.
    """
    supervised = network_ids_of_police(actor)
    return {
        bulletin.pk: sorted(
            (one for one in bulletin.releases.all() if one.network_id in supervised),
            key=lambda release: release.network.name,
        )
        for bulletin in bulletins
    }


def releases_of_network(actor: Actor, network_id: UUID) -> QuerySet[Release]:
    """Return the network's releases for those who follow them, newest first."""
    followed = network_ids_of_police(actor) | actor.networks(*NETWORK_ROLES)
    states = list(ReleaseState) if network_id in followed else list(READABLE)
    seen = followed | actor.member_of
    rows = Release.objects.filter(network_id=network_id, state__in=states)
    if network_id not in seen:
        rows = rows.none()
    return _shown(rows).order_by("-offered_at", "pk")


def troubled_releases(actor: Actor, *, since: datetime) -> Sequence[tuple[Release, Meter]]:
    """Return sent releases of the actor's networks with members who were not reached."""
    networks = actor.networks(*NETWORK_ROLES)
    rows = Release.objects.filter(
        network_id__in=networks, state__in=READABLE, released_at__gte=since
    )
    releases = list(_shown(rows).order_by("-released_at"))
    counts = meters_of(releases)
    return [
        (release, counts[release.pk])
        for release in releases
        if release.pk in counts and counts[release.pk].failed
    ]


def archive_of(actor: Actor) -> QuerySet[Release]:
    """Return what was released to the networks the actor is a member of, newest first."""
    rows = Release.objects.filter(network_id__in=actor.member_of, state__in=READABLE)
    return _shown(rows).order_by("-released_at", "pk")


def member_release(actor: Actor, bulletin_id: UUID) -> Release:
    """Return the release by which a bulletin reached the actor as a member; NotFound."""
    release = archive_of(actor).filter(bulletin_id=bulletin_id).first()
    if release is None:
        raise NotFound
    return release


def words_of(bulletin: Bulletin) -> Mapping[str, Words]:
    """Return words by language, only those that were begun."""
    found = {
        text.language: Words(*(getattr(text, name) for name in FIELDS))
        for text in bulletin.texts.all()
    }
    return {key: words for key, words in sorted(found.items()) if words != Words()}


def words_for(bulletin: Bulletin, language: str) -> Words:
    """Return the words in a language, else in the first there is; needs `texts` prefetched."""
    words = words_of(bulletin)
    return words.get(language) or next(iter(words.values()), Words())
