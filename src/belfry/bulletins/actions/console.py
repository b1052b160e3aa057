"""Send an alert from the console, agree to a colleague's, stop it, stand down; pass on what came too late."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import override

from belfry.audit.actions import record
from belfry.bulletins.actions.approving import let_pass
from belfry.bulletins.actions.following import Follow, follow, sent_by_police
from belfry.bulletins.actions.releasing import stop_all
from belfry.bulletins.actions.writing import write_bulletin
from belfry.bulletins.checks import check_whole
from belfry.bulletins.console import (
    Fact,
    Place,
    alert_draft,
    alert_for,
    is_for_alert,
    needs_colleague,
    place_for,
    slots_of,
    text_for_fact,
)
from belfry.bulletins.errors import (
    AgreedByAnother,
    FactNotInProgress,
    NetworkOfAnotherZone,
    NobodyToReach,
    NoNetworkChosen,
    NoTextForFact,
)
from belfry.bulletins.filling import template_for
from belfry.bulletins.kinds import TemplateKind
from belfry.bulletins.models import (
    Approval,
    Bulletin,
    ConsoleAlert,
    PassedFact,
    Reading,
    Release,
    Text,
)
from belfry.bulletins.outlook import Outlook, audience_of, outlook_of
from belfry.bulletins.policies import CONSOLE_ROLES
from belfry.bulletins.queries import STANDS
from belfry.bulletins.telling import note, tell
from belfry.bulletins.types import Draft, Words
from belfry.bulletins.workflow import BulletinState, check_bulletin_move
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.actions import stop_broadcast
from belfry.delivery.kinds import Kind
from belfry.networks.kinds import BulletinClass, FactType
from belfry.networks.mandates import holders_of
from belfry.networks.queries import actor_for, networks_by_id
from belfry.territory.search import streets_by_id

# The code of the text by which an alert is stood down.
ENDED: Final = "ended"


def alert_from_console(
    actor: Actor, network_ids: Collection[UUID], fact: Fact, *, key: UUID, now: datetime
) -> Bulletin:
    """Send an alert in words approved beforehand (dispatcher, officer or chief of the zone); return it.

    It is released at once, by whoever sends it. At night, or to more than 500 people, it waits until a
    colleague agrees (`agree_to_alert`); all who may are told. The same `key` twice is one alert. Raises NotFound for a street
    of no zone of the actor, NoNetworkChosen, NetworkOfAnotherZone, NoTextForFact, FactNotInProgress for what is
    older than 15 minutes, NobodyToReach.
    """
    try:
        with transaction.atomic():
            return _sent_once(actor, network_ids, fact, key, now)
    except IntegrityError:
        # Two presses at the same moment: the other one was first.
        if found := _known(actor, key):
            return found
        raise


def _known(actor: Actor, key: UUID) -> Bulletin | None:
    return Bulletin.objects.filter(console__key=key, author_id=actor.person_id).first()


def _sent_once(
    actor: Actor, network_ids: Collection[UUID], fact: Fact, key: UUID, now: datetime
) -> Bulletin:
    place = place_for(actor, fact.street_id)
    if found := _known(actor, key):
        return found
    _check_networks(place, network_ids)
    template = text_for_fact(place.zone_id, fact.fact_type, at=now)
    if not is_for_alert(fact.fact_type, fact.at, now):
        raise FactNotInProgress
    draft = alert_draft(place, sorted(network_ids), template, fact, now=now)
    bulletin = _written(actor, place.zone_id, draft, now)
    ConsoleAlert.objects.create(
        bulletin=bulletin,
        key=key,
        template=template,
        slots=slots_of(place.street, fact.at, list(draft.words)),
    )
    outlook = outlook_of(bulletin)
    persons = audience_of(outlook).persons
    if not persons:
        raise NobodyToReach
    check_whole(outlook)
    bulletin.needs_second_reader = needs_colleague(outlook, persons, now=now)
    bulletin.state, bulletin.submitted_at = BulletinState.SUBMITTED, now
    bulletin.save(update_fields=["state", "submitted_at", "needs_second_reader"])
    note("bulletin.submitted", bulletin, actor, now, {"fact_type": fact.fact_type})
    if bulletin.needs_second_reader:
        # Who is at another console sees it there; who is not, reads that a colleague waits.
        tell(Kind.TO_APPROVE, _colleagues(bulletin, now), bulletin, now, "/console/")
        return bulletin
    return _pass(actor, bulletin, outlook, None, now)


def _colleagues(bulletin: Bulletin, now: datetime) -> frozenset[UUID]:
    """Return who may agree to an alert: dispatchers, officers and chief of its zone, without its author."""
    on = local(now).date()
    at_work = (holders_of(role, zone_id=bulletin.zone_id, on=on) for role in CONSOLE_ROLES)
    return frozenset().union(*at_work) - {bulletin.author_id}


def _check_networks(place: Place, network_ids: Collection[UUID]) -> None:
    if not network_ids:
        raise NoNetworkChosen
    if not set(network_ids) <= place.network_ids:
        raise NetworkOfAnotherZone


def _written(actor: Actor, zone_id: UUID, draft: Draft, now: datetime) -> Bulletin:
    assert actor.person_id is not None
    bulletin = Bulletin.objects.create(
        zone_id=zone_id,
        author_id=actor.person_id,
        bulletin_class=draft.bulletin_class,
        made_at=now,
        fact_at=draft.fact_at,
        night=draft.night,
    )
    Release.objects.bulk_create(
        Release(bulletin=bulletin, network_id=network_id) for network_id in draft.network_ids
    )
    Text.objects.bulk_create(
        Text(bulletin=bulletin, language=language, **asdict(words))
        for language, words in draft.words.items()
    )
    note("bulletin.written", bulletin, actor, now)
    return bulletin


def _pass(
    author: Actor, bulletin: Bulletin, outlook: Outlook, reader_id: UUID | None, now: datetime
) -> Bulletin:
    """Let the author's alert pass by its text, and send it in every network at once."""
    assert author.person_id is not None
    approval = Approval(
        bulletin=bulletin,
        approver_id=author.person_id,
        approved_at=now,
        reader_id=reader_id,
        template=bulletin.console.template,
        slots=bulletin.console.slots,
        texts=outlook.letters,
    )
    return let_pass(author, approval, sent_by_police(outlook), now=now)


@transaction.atomic
def agree_to_alert(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Agree to a colleague's alert that waits for it, and so send it; twice is once.

    Dispatcher, officer or chief of its zone. Raises NotFound, AgreedByAnother for its author, MoveNotAllowed,
    FactNotInProgress once it is too old, NoTextForFact once its text was withdrawn.
    """
    bulletin = alert_for(actor, bulletin_id, lock=True)
    if bulletin.author_id == actor.person_id:
        raise AgreedByAnother
    if bulletin.state in STANDS:
        return bulletin
    check_bulletin_move(bulletin.state, BulletinState.APPROVED)
    template = bulletin.console.template
    if template.withdrawn_at is not None:
        raise NoTextForFact
    if bulletin.fact_at is None or not is_for_alert(template.code, bulletin.fact_at, now):
        raise FactNotInProgress
    author = actor_for(bulletin.author_id, at=now)
    if actor.person_id is None or not author.holds(*CONSOLE_ROLES, zone_id=bulletin.zone_id):
        raise NotAllowed
    outlook = outlook_of(bulletin)
    persons = audience_of(outlook).persons
    if not persons:
        raise NobodyToReach
    Reading.objects.create(
        bulletin=bulletin, reader_id=actor.person_id, read_at=now, number=persons
    )
    note("bulletin.read", bulletin, actor, now)
    return _pass(author, bulletin, outlook, actor.person_id, now)


@transaction.atomic
def stop_alert(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Stop an alert: what was not handed over yet is not sent, what waits for a colleague is withdrawn.

    Dispatcher, officer or chief of its zone; what was handed over is ended by `stand_down`. Raises NotFound.
    """
    bulletin = alert_for(actor, bulletin_id, lock=True)
    note("bulletin.stopped", bulletin, actor, now)
    if bulletin.state == BulletinState.SUBMITTED:
        bulletin.state, bulletin.settled_at = BulletinState.WITHDRAWN, now
        bulletin.save(update_fields=["state", "settled_at"])
    stop_all(actor, bulletin, now=now)
    return bulletin


@transaction.atomic
def stand_down(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Tell those whom an alert reached that it is over; how it ended is still owed. Twice is once.

    What was not handed over is withheld: nobody is rung for what is over. Dispatcher, officer or chief of
    its zone. Raises NotFound, MoveNotAllowed for what was not sent or ended already, NobodyReached.
    """
    alert = alert_for(actor, bulletin_id, lock=True)
    told = alert.followed_by.filter(bulletin_class=BulletinClass.OUTCOME)
    if found := told.filter(ending="").first():
        return found
    if alert.state not in STANDS or told.filter(state__in=STANDS).exists():
        raise MoveNotAllowed
    note("bulletin.stood_down", alert, actor, now)
    for release in alert.releases.select_related("broadcast"):
        if release.broadcast is not None:
            stop_broadcast(release.broadcast, now=now)
    template = template_for(TemplateKind.STAND_DOWN, ENDED)
    return follow(actor, alert, template, Follow(BulletinClass.OUTCOME), now=now)


@transaction.atomic
def pass_on_fact(
    actor: Actor, network_ids: Collection[UUID], fact: Fact, *, now: datetime
) -> PassedFact:
    """Leave a fact that is too old for an alert to the officers of its zone, who may ask about it; twice is once.

    Raises NotFound, NoNetworkChosen, NetworkOfAnotherZone.
    """
    place = place_for(actor, fact.street_id)
    _check_networks(place, network_ids)
    if fact.fact_type not in FactType.values or fact.at > now:
        raise NotFound
    row, is_new = PassedFact.objects.get_or_create(
        zone_id=place.zone_id,
        fact_type=fact.fact_type,
        street_id=fact.street_id,
        fact_at=fact.at,
        told_by_id=actor.person_id,
        defaults={"networks": sorted(map(str, network_ids)), "told_at": now},
    )
    if is_new:
        record(
            "fact.passed_on",
            subject=f"fact:{row.pk}",
            person_id=actor.person_id,
            at=now,
            zone_id=row.zone_id,
            detail={"fact_type": row.fact_type},
        )
    return row


@transaction.atomic
def ask_about_fact(actor: Actor, fact_id: UUID, *, now: datetime) -> Bulletin:
    """Begin a request for information about a fact that was passed on (officer or chief of its zone).

    Place, time and title are filled in. Who began it already goes on with it. Raises NotFound, MoveNotAllowed
    where a colleague did.
    """
    zones = actor.zones(*POLICE_ROLES)
    rows = PassedFact.objects.select_for_update(of=("self",)).filter(pk=fact_id, zone_id__in=zones)
    fact = rows.first()
    if fact is None:
        raise NotFound
    if fact.bulletin is not None:
        if fact.bulletin.author_id != actor.person_id:
            raise MoveNotAllowed
        return fact.bulletin
    fact.bulletin = write_bulletin(actor, fact.zone_id, _request(fact), now=now)
    fact.save(update_fields=["bulletin"])
    return fact.bulletin


def _request(fact: PassedFact) -> Draft:
    """Return the beginning of a request: what kind of fact, where and when, in the languages of its networks."""
    ids = tuple(UUID(one) for one in fact.networks)
    street = streets_by_id([fact.street_id], on=local(fact.told_at).date())[fact.street_id]
    seen = local(fact.fact_at)
    words = {}
    for language in {key for one in networks_by_id(ids).values() for key in one.languages}:
        with override(language):
            words[language] = Words(
                title=capfirst(str(FactType(fact.fact_type).label)),
                where=street.name_in(language),
                when=f"{seen:%d/%m/%Y}, {seen:%H:%M}",
            )
    return Draft(BulletinClass.REQUEST, ids, words, fact_at=fact.fact_at)
