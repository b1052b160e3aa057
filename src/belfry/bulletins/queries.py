"""The doors to bulletins: police see their zone's, a network sees what was released to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from belfry.audit.actions import record
from belfry.bulletins.audience import summary
from belfry.bulletins.kinds import Asked
from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.policies import FIELDS
from belfry.bulletins.reaching import has_reached_person
from belfry.bulletins.types import Audience, Draft, Judged, Part, Unreached, Words
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery.models import Broadcast
from belfry.delivery.queries import failed_endpoints, meter, meters
from belfry.delivery.types import Meter
from belfry.delivery.ways import on_the_way
from belfry.networks.kinds import BulletinClass, Releaser
from belfry.networks.mandates import supervised_networks
from belfry.networks.policies import may_keep_list
from belfry.networks.queries import (
    approvers_by_network,
    memberships_by_person,
    network_ids_of_police,
    zones_of_police,
)
from belfry.people.queries import persons_by_id

READABLE = (ReleaseState.RELEASED, ReleaseState.SENDING, ReleaseState.SENT)
# What was approved and stands.
STANDS = (BulletinState.APPROVED, BulletinState.CLOSED)


def _visible(actor: Actor) -> Q:
    # Other police see it from the moment they are asked to take it over.
    networks = Release.objects.filter(
        Q(by_acceptance=False) | Q(expires_at__isnull=False),
        network_id__in=supervised_networks(actor),
    )
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


def own_message_for(actor: Actor, bulletin_id: UUID, *, lock: bool = False) -> Bulletin:
    """Return a message that the actor writes as coordinator or deputy of its network; raise NotFound."""
    rows = (
        Bulletin.objects.select_for_update(of=("self",)) if lock else _whole(Bulletin.objects.all())
    )
    try:
        return rows.get(_own(actor), pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise NotFound from None


def _own(actor: Actor) -> Q:
    keeps = Release.objects.filter(network_id__in=actor.networks(*NETWORK_ROLES))
    mine = Q(by_network=True, author_id=actor.person_id)
    return mine & Q(pk__in=keeps.values("bulletin_id"))


def own_drafts_of(actor: Actor) -> QuerySet[Bulletin]:
    """Return what the actor began as coordinator or deputy and did not send, newest first."""
    if not actor.networks(*NETWORK_ROLES):
        return Bulletin.objects.none()
    rows = _whole(Bulletin.objects.filter(_own(actor), state=BulletinState.DRAFT))
    return rows.order_by("-made_at", "pk")


def sent_bulletin_for(actor: Actor, bulletin_id: UUID, *, lock: bool = False) -> Bulletin:
    """Return an approved bulletin, withdrawn or not, of the actor's zones or networks; raise NotFound.

    Police see it as ever, dispatchers those of their zone.
    """
    rows = (
        Bulletin.objects.select_for_update(of=("self",)) if lock else _whole(Bulletin.objects.all())
    )
    seen = Q(zone_id__in=actor.zones(Role.DISPATCHER))
    if zones_of_police(actor):
        seen |= _visible(actor)
    try:
        return rows.filter(seen, approval__isnull=False).get(pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise NotFound from None


def bulletins_visible_to(actor: Actor) -> QuerySet[Bulletin]:
    """Return bulletins of the actor's police zones, newest first."""
    if not zones_of_police(actor):
        return Bulletin.objects.none()
    return _whole(Bulletin.objects.filter(_visible(actor))).order_by("-made_at", "pk")


def _whole(rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    return rows.select_related("approval", "judgement", "area", "reading").prefetch_related(
        "texts", "releases__network"
    )


def submission_of(bulletin: Bulletin) -> str:
    """Return what tells one submission of a bulletin from an earlier one; empty for a draft."""
    return bulletin.submitted_at.isoformat() if bulletin.submitted_at else ""


def draft_of(bulletin: Bulletin) -> Draft:
    """Return class, networks and words as they stand."""
    releases = list(bulletin.releases.all())
    return Draft(
        bulletin.bulletin_class,
        tuple(one.network_id for one in releases if not one.by_acceptance),
        words_of(bulletin),
        judged=_judged(bulletin),
        fact_at=bulletin.fact_at,
        night=bulletin.night,
        phenomenon=bulletin.phenomenon,
        part=_part(bulletin),
        asked_ids=tuple(one.network_id for one in releases if one.by_acceptance),
        code=bulletin.code,
        network=next(iter(bulletin.releases.all())).network.name if bulletin.by_network else "",
    )


def _judged(bulletin: Bulletin) -> Judged | None:
    found = getattr(bulletin, "judgement", None)
    if found is None:
        return None
    return Judged(found.ground, found.investigation, found.without_personal_data)


def _part(bulletin: Bulletin) -> Part | None:
    found = getattr(bulletin, "area", None)
    return Part(tuple(found.streets), found.shape, found.with_unplaced) if found else None


def lifted_labels(bulletin: Bulletin) -> frozenset[str]:
    """Return the labels of the wording check that a chief let pass in a bulletin."""
    return frozenset(bulletin.lifts.values_list("label", flat=True))


def is_ended(bulletin: Bulletin) -> bool:
    """Whether its readers were told how it ended."""
    return (
        bulletin.followed_by.filter(
            bulletin_class=BulletinClass.OUTCOME,
            state__in=[BulletinState.APPROVED, BulletinState.CLOSED],
        )
        .exclude(ending="")
        .exists()
    )


def usual_counts(network_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return how many people the last ten messages of networks reached on average, in one query.

    A network that never had a message is not in it.
    """
    newest_first = Window(RowNumber(), partition_by="network_id", order_by="-released_at")
    sent = Release.objects.filter(
        network_id__in=list(network_ids), state=ReleaseState.SENT, person_count__gt=0
    )
    counts: dict[UUID, list[int]] = {}
    for network_id, count in (
        sent.annotate(place=newest_first)
        .filter(place__lte=10)
        .values_list("network_id", "person_count")
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
    # To an alert of the console a colleague agrees there.
    waiting = bulletins_visible_to(actor).filter(
        state__in=[BulletinState.SUBMITTED, BulletinState.SECOND_READING], console__isnull=True
    )
    # Nor is the first of two readers asked once more.
    mine = Q(author_id=actor.person_id) | Q(reading__reader_id=actor.person_id)
    others = list(waiting.exclude(mine).order_by("submitted_at", "pk"))
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
        released_by_role=Releaser.COORDINATOR,
        network_id__in=actor.networks(*NETWORK_ROLES),
        held_at=None,
    )
    by_police = (Q(released_by_role=Releaser.POLICE) | Q(asked=Asked.POLICE)) & Q(
        network_id__in=network_ids_of_police(actor)
    )
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
    networks = network_ids_of_police(actor) | actor.networks(*NETWORK_ROLES)
    rows = Release.objects.exclude(state="").filter(pk=release_id, network_id__in=networks)
    if lock:
        # Then read: what is joined must be as of after the wait.
        rows.select_for_update().values_list("pk").first()
    found = _shown(rows).select_related("bulletin__approval").first()
    if found is None:
        raise NotFound
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
    if not causes:
        return {}
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


def is_taken_back() -> Exists:
    """Return the condition on releases: a correction took their bulletin back."""
    corrections = Bulletin.objects.filter(
        follows=OuterRef("bulletin"), bulletin_class=BulletinClass.CORRECTION, state__in=STANDS
    )
    return Exists(corrections)


def archive_of(actor: Actor) -> QuerySet[Release]:
    """Return what was released to the actor's networks, newest first; of what was stopped, what reached the actor."""
    rows = Release.objects.filter(network_id__in=actor.member_of, released_at__isnull=False)
    sent = Q(state__in=READABLE) | is_taken_back() | has_reached_person(actor.person_id)
    return _shown(rows.filter(sent)).order_by("-released_at", "pk")


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


def words_seal(words: Mapping[str, Words]) -> str:
    """Return what tells these words from any others."""
    return sha256(repr(sorted(words.items(), key=lambda pair: pair[0])).encode()).hexdigest()


def words_for(bulletin: Bulletin, language: str) -> Words:
    """Return the words in a language, else in the first there is; needs `texts` prefetched."""
    words = words_of(bulletin)
    return words.get(language) or next(iter(words.values()), Words())
