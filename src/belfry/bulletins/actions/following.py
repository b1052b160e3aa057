"""Take a message back, or tell how it ended: to exactly those whom it reached, in words approved beforehand."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.approving import let_pass
from belfry.bulletins.actions.expanding import join_late
from belfry.bulletins.actions.releasing import PRESSED, stop_all
from belfry.bulletins.errors import NobodyReached
from belfry.bulletins.filling import filled, template_for
from belfry.bulletins.following import (
    missed_audiences,
    outcomes_of,
    sent_releases,
    slots_for,
)
from belfry.bulletins.kinds import NightReason, Reason, TemplateKind
from belfry.bulletins.models import Approval, Bulletin, Release, Template, Text
from belfry.bulletins.outlook import Outlook, outlook_in
from belfry.bulletins.policies import OWES_OUTCOME, serves
from belfry.bulletins.queries import STANDS, sent_bulletin_for
from belfry.bulletins.telling import note
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.actions import halt_broadcasts, stop_broadcast
from belfry.networks.kinds import BulletinClass, Releaser
from belfry.networks.queries import zones_of_networks

# For so long after it was sent, what follows a message is also for whom that one reaches late.
LATE: Final = timedelta(days=1)


class Follow(NamedTuple):
    """What follows a message: a correction with its reason, or an outcome with its ending (none: a stand-down).

    `night` and `fact_at` are those of a correction that wakes whom the wrong alert woke.
    """

    bulletin_class: str
    ending: str = ""
    reason: str = ""
    night: str = ""
    fact_at: datetime | None = None


def correct_bulletin(actor: Actor, bulletin_id: UUID, reason: str, *, now: datetime) -> Bulletin:
    """Take a message back (officer, chief or dispatcher of each of its networks); return the correction.

    What was not handed over is withheld first. The correction goes before all else to those whom the message
    reached or may have reached, by the same ways; whom an alert woke, it wakes again, and nobody else. A second press
    finds the first one's. Raises NotFound, NotAllowed, MoveNotAllowed for what is a correction itself, NobodyReached.
    """
    # Three transactions: dispatchers would go on as long as what waits is settled and the readers are counted.
    _halt(actor, bulletin_id, reason, now=now)
    _withhold(actor, bulletin_id, now=now)
    return _take_back(actor, bulletin_id, reason, now=now)


@transaction.atomic
def _halt(actor: Actor, bulletin_id: UUID, reason: str, *, now: datetime) -> None:
    original = _taken_back(actor, bulletin_id, now)
    # An unknown reason stops nothing.
    template_for(TemplateKind.CORRECTION, Reason(reason))
    broadcasts = sent_releases(original).values_list("broadcast_id", flat=True)
    if not broadcasts:
        raise NobodyReached
    if _correction_of(original):
        return
    note("bulletin.corrected", original, actor, now, {"reason": reason})
    halt_broadcasts(filter(None, broadcasts), now=now)


@transaction.atomic
def _withhold(actor: Actor, bulletin_id: UUID, *, now: datetime) -> None:
    """Stop what was not handed over, also of what was tried again after it was sent."""
    original = _taken_back(actor, bulletin_id, now)
    stop_all(actor, original, now=now)
    for release in sent_releases(original).select_related("broadcast"):
        if release.broadcast is not None:
            stop_broadcast(release.broadcast, now=now)


@transaction.atomic
def _take_back(actor: Actor, bulletin_id: UUID, reason: str, *, now: datetime) -> Bulletin:
    original = _taken_back(actor, bulletin_id, now)
    if found := _correction_of(original):
        return found
    template = template_for(TemplateKind.CORRECTION, Reason(reason))
    return follow(actor, original, template, _correction(original, reason), now=now)


def _taken_back(actor: Actor, bulletin_id: UUID, now: datetime) -> Bulletin:
    original = _followed(actor, bulletin_id, now)
    if original.bulletin_class == BulletinClass.CORRECTION:
        raise MoveNotAllowed
    return original


def _correction_of(original: Bulletin) -> Bulletin | None:
    known = original.followed_by.filter(bulletin_class=BulletinClass.CORRECTION)
    return known.exclude(state=BulletinState.WITHDRAWN).first()


def _correction(original: Bulletin, reason: str) -> Follow:
    """Return what takes a message back: it waits for nobody's morning whom that one woke."""
    if not original.night:
        return Follow(BulletinClass.CORRECTION, reason=reason)
    return Follow(
        BulletinClass.CORRECTION,
        reason=reason,
        night=NightReason.CORRECTED,
        fact_at=original.approval.approved_at,
    )


def _followed(actor: Actor, bulletin_id: UUID, now: datetime) -> Bulletin:
    """Return a message that the actor may take back or end, locked; raise NotFound, NotAllowed."""
    original = sent_bulletin_for(actor, bulletin_id, lock=True)
    networks = [one.network_id for one in original.releases.all() if not one.by_acceptance]
    zones = zones_of_networks(networks, on=local(now).date())
    if not all(serves(actor, network_id, zones[network_id]) for network_id in networks):
        raise NotAllowed
    return original


@transaction.atomic
def tell_outcome(actor: Actor, bulletin_id: UUID, code: str, *, now: datetime) -> Bulletin:
    """Tell the readers of a message how it ended, in words approved beforehand; return that outcome.

    Officer, chief or dispatcher of each of its networks. `code` is an ending, or "cannot_tell." and a
    `Discretion`. The same ending is told once. Raises NotFound, also for a code that there is not, NotAllowed,
    MoveNotAllowed for what owes none, NobodyReached, CeilingReached.
    """
    original = _followed(actor, bulletin_id, now)
    if original.bulletin_class not in OWES_OUTCOME or original.state not in STANDS:
        raise MoveNotAllowed
    template = template_for(TemplateKind.OUTCOME, code)
    ending = ending_of(code)
    if found := outcomes_of(original).filter(ending=ending).first():
        return found
    note("bulletin.ended", original, actor, now, {"ending": code})
    return follow(actor, original, template, Follow(BulletinClass.OUTCOME, ending=ending), now=now)


def ending_of(code: str) -> str:
    """Return the ending that a text's code is for."""
    return code.partition(".")[0]


@transaction.atomic
def write_outcome(actor: Actor, bulletin_id: UUID, code: str, *, now: datetime) -> Bulletin:
    """Begin an outcome in the actor's own words, from those approved beforehand; a colleague approves it.

    Whoever began one already goes on with it. Raises what `tell_outcome` raises; NotAllowed for a dispatcher.
    """
    original = _followed(actor, bulletin_id, now)
    if original.zone_id not in actor.zones(*POLICE_ROLES):
        raise NotAllowed
    if original.bulletin_class not in OWES_OUTCOME or original.state not in STANDS:
        raise MoveNotAllowed
    template = template_for(TemplateKind.OUTCOME, code)
    begun = original.followed_by.filter(author_id=actor.person_id, state=BulletinState.DRAFT)
    if found := begun.filter(ending=ending_of(code)).first():
        return found
    return _begun(
        actor, original, template, Follow(BulletinClass.OUTCOME, ending=ending_of(code)), now
    )


def follow(
    actor: Actor, original: Bulletin, template: Template, what: Follow, *, now: datetime
) -> Bulletin:
    """Send what follows a message to whom that one reached, at once; raise NobodyReached.

    The caller judged that the actor may, and holds the lock of the message.
    """
    bulletin = _begun(actor, original, template, what, now)
    assert actor.person_id is not None
    # Police who took the message over need not take over, too, that it was wrong or how it ended.
    outlook = outlook_in(bulletin, [one.network_id for one in bulletin.releases.all()])
    reached = {network_id: rows for network_id, rows in outlook.rows.items() if rows}
    if not reached:
        raise NobodyReached
    bulletin.releases.exclude(network_id__in=reached).delete()
    bulletin.state, bulletin.submitted_at = BulletinState.SUBMITTED, now
    bulletin.save(update_fields=["state", "submitted_at"])
    approval = Approval(
        bulletin=bulletin,
        approver_id=actor.person_id,
        approved_at=now,
        template=template,
        slots=slots_for(template, original),
        texts=outlook.letters,
    )
    return let_pass(actor, approval, sent_by_police(replace(outlook, rows=reached)), now=now)


def tell_late_readers(*, now: datetime) -> int:
    """Let those get what follows a message whom that one reached only since (periodic); return how many rows."""
    followed = Release.objects.filter(
        bulletin__follows__isnull=False,
        state__in=(ReleaseState.OFFERED, *PRESSED),
        offered_at__gte=now - LATE,
        expires_at__gt=now,
    )
    bulletins = Bulletin.objects.filter(pk__in=followed.values("bulletin_id"), state__in=STANDS)
    return sum(_tell_late(bulletin, now) for bulletin in bulletins.select_related("follows"))


def _tell_late(bulletin: Bulletin, now: datetime) -> int:
    languages = list(bulletin.texts.values_list("language", flat=True))
    missed = missed_audiences(bulletin, languages)
    releases = bulletin.releases.filter(
        network_id__in=[key for key, rows in missed.items() if rows]
    )
    for release in releases.order_by("network_id"):
        join_late(release.pk, missed[release.network_id], now=now)
    return sum(map(len, missed.values()))


def sent_by_police(outlook: Outlook) -> Outlook:
    """Return an outlook in which the police send it, whoever else does so by the plan."""
    plans = {
        network_id: replace(plan, released_by=Releaser.POLICE)
        for network_id, plan in outlook.plans.items()
    }
    return replace(outlook, plans=plans)


def _begun(
    actor: Actor, original: Bulletin, template: Template, what: Follow, now: datetime
) -> Bulletin:
    """Return a draft that follows a message in its networks and languages, with a text filled in."""
    assert actor.person_id is not None
    bulletin = Bulletin.objects.create(
        zone_id=original.zone_id,
        author_id=actor.person_id,
        follows=original,
        made_at=now,
        **what._asdict(),
    )
    Release.objects.bulk_create(
        Release(bulletin=bulletin, network_id=one.network_id, by_acceptance=one.by_acceptance)
        for one in sent_releases(original)
    )
    languages = original.texts.values_list("language", flat=True)
    words = filled(template, slots_for(template, original), list(languages))
    Text.objects.bulk_create(
        Text(bulletin=bulletin, language=language, **asdict(said))
        for language, said in words.items()
    )
    note("bulletin.written", bulletin, actor, now)
    return bulletin
