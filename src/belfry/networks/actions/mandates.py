"""Who is given which mandate, by whom, from when until when."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from belfry.audit.actions import record
from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.actions import endpoint_for, send_notice
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.queries import find_endpoint
from belfry.networks.actions.duty import tell_that_deputy_left
from belfry.networks.errors import AlreadyNamed, MandateDatesWrong
from belfry.networks.mandates import check_may_name, mandate_for
from belfry.networks.matching import same_name
from belfry.networks.models import Mandate
from belfry.networks.policies import may_recognise
from belfry.networks.queries import in_force
from belfry.networks.types import ROLE_NAMES
from belfry.people.actions import add_person, hold_person, tell_contacts
from belfry.people.invitations import link_for
from belfry.people.models import Person
from belfry.people.queries import details_of, email_endpoints_of, persons_signing_in
from belfry.people.types import PersonDetails
from belfry.territory.actions import add_zone


@transaction.atomic
def open_zone(code: str, *, name: str, chief_email: str, language: str, now: datetime) -> Mandate:
    """Open a police zone and invite its chief (command line only); safe to repeat."""
    today = local(now).date()
    official = language if language in {"nl", "fr", "de"} else "nl"
    zone = add_zone(code, names={official: name}, valid_from=today)
    who = PersonDetails(language=language, emails=(chief_email,))
    return name_as_installation(Role.CHIEF, who, zone_id=zone.pk, now=now)


@transaction.atomic
def name_as_installation(
    role: Role,
    who: PersonDetails,
    *,
    zone_id: UUID | None = None,
    municipality_id: UUID | None = None,
    now: datetime,
) -> Mandate:
    """Name somebody whom nobody else names, from today (command line only); repeated, it invites again.

    Raises AddressUnusable.
    """
    known = Mandate.objects.filter(
        person=person_for(who, now=now),
        role=role,
        zone=zone_id,
        municipality=municipality_id,
        until__isnull=True,
    ).first()
    if known:
        _invite(known, who.emails[0], now)
        return known
    return give_mandate(
        Actor.installation(now),
        role,
        who,
        now=now,
        since=local(now).date(),
        zone_id=zone_id,
        municipality_id=municipality_id,
    )


@transaction.atomic
def end_as_installation(
    role: Role, who: PersonDetails, *, municipality_id: UUID | None = None, now: datetime
) -> None:
    """End what `name_as_installation` gave to whom an address signs in, from today (command line only).

    A name in `who` tells several readers of one address apart. Raises NotFound where none of them has it now.
    """
    today = local(now).date()
    endpoint = find_endpoint(AddressKind.EMAIL, who.emails[0])
    readers = persons_signing_in(endpoint.pk) if endpoint else []
    names = details_of([reader.pk for reader in readers])
    named = [pk for pk in names if not who.family_name or same_name(names[pk], who)]
    rows = Mandate.objects.filter(
        in_force(today), person__in=named, role=role, zone=None, municipality=municipality_id
    )
    mandates = list(rows)
    if not mandates:
        raise NotFound
    for mandate in mandates:
        end_mandate(Actor.installation(now), mandate.pk, on=today, now=now)


@transaction.atomic
def give_mandate(  # noqa: PLR0913 - one act, every part named
    actor: Actor,
    role: Role,
    who: PersonDetails,
    *,
    now: datetime,
    since: date,
    until: date | None = None,
    substitute: bool = False,
    network_id: UUID | None = None,
    zone_id: UUID | None = None,
    municipality_id: UUID | None = None,
) -> Mandate:
    """Name somebody by e-mail address and invite them; a known address keeps its person.

    The chief names officers, substitutes, dispatchers and advisers of the zone, clerks of its
    municipalities, and officers of its networks. The mayor names clerks and advisers. Officers of a
    linked zone and the chief name coordinators and deputies of a network. The installation names
    everybody else. Raises NotAllowed, NotFound for scopes of others, MandateDatesWrong, AlreadyNamed,
    AddressUnusable.
    """
    if until is not None and until <= since:
        raise MandateDatesWrong
    mandate = Mandate(
        role=role,
        network_id=network_id,
        zone_id=zone_id,
        municipality_id=municipality_id,
        substitute=substitute,
        since=since,
        until=until,
        given_by_id=actor.person_id,
        given_at=now,
    )
    check_may_name(actor, mandate, on=local(now).date())
    mandate.person = person_for(who, now=now)
    _check_once(mandate)
    mandate.save(force_insert=True)
    _record("mandate.given", mandate, actor, now)
    if who.emails:
        _invite(mandate, who.emails[0], now)
    return mandate


@transaction.atomic
def appoint(
    actor: Actor, role: Role, person_id: UUID, *, network_id: UUID, now: datetime
) -> Mandate:
    """Give a mandate on a network that is just recognised, and tell its holder by mail.

    Raises NotAllowed, AlreadyNamed.
    """
    if not may_recognise(actor):
        raise NotAllowed
    since = local(now).date()
    return write_mandate(actor, role, person_id, network_id=network_id, since=since, now=now)


def write_mandate(
    actor: Actor, role: Role, person_id: UUID, *, network_id: UUID, since: date, now: datetime
) -> Mandate:
    """Write a mandate on a network, and tell its holder by mail; whoever calls it asks who may.

    Raises AlreadyNamed.
    """
    mandate = Mandate(
        person_id=person_id,
        role=role,
        network_id=network_id,
        since=since,
        given_by_id=actor.person_id,
        given_at=now,
    )
    _check_once(mandate)
    mandate.save(force_insert=True)
    _record("mandate.given", mandate, actor, now)
    endpoint_id = email_endpoints_of([person_id]).get(person_id)
    if endpoint_id:
        _send_invitation(mandate, endpoint_id, now)
    return mandate


def _check_once(mandate: Mandate) -> None:
    """Raise AlreadyNamed when the person holds this very mandate during a part of the time."""
    # Two who name the same person at once wait for each other here.
    hold_person(mandate.person_id)
    same = Mandate.objects.filter(
        person=mandate.person,
        role=mandate.role,
        network=mandate.network_id,
        zone=mandate.zone_id,
        municipality=mandate.municipality_id,
    ).filter(Q(until__isnull=True) | Q(until__gt=mandate.since))
    if mandate.until is not None:
        same = same.filter(since__lt=mandate.until)
    if same.exists():
        raise AlreadyNamed


@transaction.atomic
def end_mandate(actor: Actor, mandate_id: UUID, *, on: date, now: datetime) -> None:
    """Let a mandate end; access is gone at the holder's next request from that day.

    `on` is the first day without it, from today to the day on which it ends anyhow; whoever may give
    it may end it. Raises MandateDatesWrong.
    """
    mandate = mandate_for(actor, mandate_id, lock=True)
    today = local(now).date()
    check_may_name(actor, mandate, on=today)
    over = mandate.until is not None and mandate.until <= today
    later = mandate.until is not None and on > mandate.until
    if on < today or over or later:
        raise MandateDatesWrong
    cut_short(actor, mandate, on=on, now=now)


def cut_short(actor: Actor, mandate: Mandate, *, on: date, now: datetime) -> None:
    """Write the first day without a mandate, which is locked; whoever calls it asks who may."""
    mandate.until = max(on, mandate.since)
    mandate.save(update_fields=["until"])
    _record("mandate.ended", mandate, actor, now)
    tell_that_deputy_left(mandate, now=now)


def person_for(who: PersonDetails, *, now: datetime) -> Person:
    """Return whom the address signs in under that name, or a new person.

    The address counts as given for the mandate from now on: no member list takes it away. An address
    that a single list tells of somebody known elsewhere does not count: whoever keeps that list would
    be invited into another person's account.
    """
    endpoint = endpoint_for(AddressKind.EMAIL, who.emails[0]) if who.emails else None
    readers = persons_signing_in(endpoint.pk) if endpoint else []
    names = details_of([reader.pk for reader in readers])
    for reader in readers:
        known = names[reader.pk]
        if same_name(known, who) or not (who.family_name and known.family_name):
            tell_contacts(
                [(reader.pk, PersonDetails(emails=who.emails[:1]))], now=now, told_to=None
            )
            return reader
    return add_person(who, now=now)


def _invite(mandate: Mandate, address: str, now: datetime) -> None:
    """Send the invitation to the address that was typed, never to one that a list tells."""
    _send_invitation(mandate, endpoint_for(AddressKind.EMAIL, address).pk, now)


def _send_invitation(mandate: Mandate, endpoint_id: UUID, now: datetime) -> None:
    with translation.override(mandate.person.language):
        task = str(ROLE_NAMES[Role(mandate.role)])
    send_notice(
        Kind.INVITATION,
        endpoint_id,
        language=mandate.person.language,
        slots={"task": task, "url": link_for(mandate.person_id, endpoint_id)},
        now=now,
    )


def _record(act: str, mandate: Mandate, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"mandate:{mandate.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=mandate.network_id,
        zone_id=mandate.zone_id,
        detail={
            "role": mandate.role,
            "holder": str(mandate.person_id),
            "since": mandate.since.isoformat(),
            "until": mandate.until.isoformat() if mandate.until else None,
        },
    )
