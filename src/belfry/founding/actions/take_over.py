"""Take over a network that was recognised on paper: the officer tells it, the reviewer confirms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.moving import note
from belfry.founding.actions.review import submit
from belfry.founding.errors import (
    NotInYourZone,
    NumberMissing,
    NumberTaken,
    ScreeningMissing,
)
from belfry.founding.kinds import Initiative, UploadKind
from belfry.founding.models import Dossier, DossierTown, DossierZone, File, PaperRecognition
from belfry.founding.policies import may_screen
from belfry.founding.queries import partners_of, writable_dossier
from belfry.founding.taking_over import (
    KeyHolder,
    OnPaper,
    check_told,
    check_town,
    may_take_over,
    numbers_known,
    on_paper_of,
)
from belfry.founding.workflow import DossierKind, DossierState
from belfry.networks.actions.mandates import person_for
from belfry.networks.kinds import NetworkKind
from belfry.networks.numbers import wait_for_others
from belfry.paperwork.uploads import checked_pdf
from belfry.territory.queries import municipalities_at, zones_at

NOTHING: Final = b""


@transaction.atomic
def take_over(actor: Actor, told: OnPaper, *, scan: bytes = NOTHING, now: datetime) -> Dossier:
    """Begin the take-over of a network that has a number already; nothing is active before the reviewer.

    Officers and the chief of the leading zone may. Scan and key holders may follow later. Raises NotAllowed,
    NotFound for a place that does not exist, NameUnusable, NumberMissing, NumberTaken, RecognisedInFuture,
    NotInYourZone, TownOfAnotherZone, ScreeningMissing, a kind of UnusablePdf, delivery.AddressUnusable.
    """
    if not may_take_over(actor):
        raise NotAllowed
    wait_for_others()
    _check(actor, told, on=local(now).date())
    dossier = Dossier.objects.create(
        kind=DossierKind.TAKE_OVER,
        network_kind=told.network_kind,
        name=told.name.strip(),
        languages=list(dict.fromkeys(told.languages)),
        initiative=Initiative.POLICE,
        profession=told.profession,
        scope=told.scope,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    PaperRecognition.objects.create(
        dossier=dossier, number=told.number, recognised_on=told.recognised_on
    )
    _write(actor, dossier, told, scan, now)
    note(actor, dossier, "dossier.opened", now=now, detail={"kind": "take_over"})
    return dossier


@transaction.atomic
def correct_take_over(
    actor: Actor, dossier_id: UUID, told: OnPaper, *, scan: bytes = NOTHING, now: datetime
) -> Dossier:
    """Tell it otherwise, as long as it was not confirmed; a new scan takes the place of the last.

    The kind stays. Raises what `take_over` raises, and MoveNotAllowed once it was confirmed.
    """
    dossier = _own(actor, dossier_id)
    told = replace(told, network_kind=dossier.network_kind)
    wait_for_others()
    _check(actor, told, on=local(now).date(), beside=dossier.pk)
    before = on_paper_of(actor, dossier.pk)
    dossier.name = told.name.strip()
    dossier.languages = list(dict.fromkeys(told.languages))
    dossier.profession, dossier.scope = told.profession, told.scope
    dossier.save(update_fields=["name", "languages", "profession", "scope"])
    _write(actor, dossier, told, scan, now)
    if scan or on_paper_of(actor, dossier.pk) != before:
        dossier.papers_version += 1
        dossier.save(update_fields=["papers_version"])
    note(actor, dossier, "dossier.corrected", now=now)
    return dossier


@transaction.atomic
def confirm_take_over(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Confirm that all of it is true, and hand it to the reviewer.

    Raises NotFound, NotAllowed, MoveNotAllowed, ScreeningMissing, ConditionsMissing without a scan.
    """
    dossier = _own(actor, dossier_id)
    known = PaperRecognition.objects.get(dossier=dossier)
    if None in (known.coordinator_screened_on, known.deputy_screened_on):
        raise ScreeningMissing
    known.confirmed_at, known.confirmed_by_id = now, actor.person_id
    known.save(update_fields=["confirmed_at", "confirmed_by"])
    submit(actor, dossier.pk, now=now)


def take_over_many(actor: Actor, rows: Sequence[OnPaper], *, now: datetime) -> int:
    """Begin the take-over of every network whose number is not known yet; return how many that were.

    Safe to repeat. Each row is a transaction of its own. Raises what `take_over` raises.
    """
    taken = 0
    for told in rows:
        try:
            take_over(actor, told, now=now)
        except NumberTaken:
            continue
        taken += 1
    return taken


def _own(actor: Actor, dossier_id: UUID) -> Dossier:
    dossier = writable_dossier(actor, dossier_id)
    if dossier.kind != DossierKind.TAKE_OVER:
        raise NotFound
    if not may_screen(partners_of(actor, dossier)):
        raise NotAllowed
    if dossier.state != DossierState.IDEA:
        raise MoveNotAllowed
    return dossier


def _check(actor: Actor, told: OnPaper, *, on: date, beside: UUID | None = None) -> None:
    check_told(told, on=on)
    if not told.number.strip():
        raise NumberMissing
    if numbers_known([told.number.strip()], beside=beside):
        raise NumberTaken
    _check_places(actor, told, on=on)


def _check_places(actor: Actor, told: OnPaper, *, on: date) -> None:
    """Raise NotFound, NotInYourZone, TownOfAnotherZone."""
    zone_ids, town_ids = list(told.zone_ids), list(told.town_ids)
    if not town_ids or municipalities_at(on).filter(pk__in=town_ids).count() != len(town_ids):
        raise NotFound
    if not zone_ids or zones_at(on).filter(pk__in=zone_ids).count() != len(zone_ids):
        raise NotFound
    is_sectoral = told.network_kind == NetworkKind.SECTORAL
    is_own = actor.is_installation or zone_ids[0] in actor.zones(*POLICE_ROLES)
    if not is_own or (len(zone_ids) > 1 and not is_sectoral):
        raise NotInYourZone
    for town in town_ids[:1] if is_sectoral else town_ids:
        check_town(town, zone_ids[0], on=on)


def _write(actor: Actor, dossier: Dossier, told: OnPaper, scan: bytes, now: datetime) -> None:
    dossier.towns.all().delete()
    dossier.zones.all().delete()
    DossierTown.objects.bulk_create(
        DossierTown(dossier=dossier, municipality_id=town, leading=not place)
        for place, town in enumerate(told.town_ids)
    )
    DossierZone.objects.bulk_create(
        DossierZone(dossier=dossier, zone_id=zone, leading=not place)
        for place, zone in enumerate(told.zone_ids)
    )
    PaperRecognition.objects.filter(dossier=dossier).update(
        number=told.number.strip(),
        recognised_on=told.recognised_on,
        coordinator_id=_person(told.coordinator, now),
        coordinator_screened_on=told.coordinator and told.coordinator.screened_on,
        deputy_id=_person(told.deputy, now),
        deputy_screened_on=told.deputy and told.deputy.screened_on,
    )
    if scan:
        checked_pdf(scan)
        File.objects.create(
            dossier=dossier,
            upload=UploadKind.CHARTER_SCAN,
            content=scan,
            digest=sha256(scan).hexdigest(),
            made_at=now,
            made_by_id=actor.person_id,
        )


def _person(holder: KeyHolder | None, now: datetime) -> UUID | None:
    return person_for(holder.who, now=now).pk if holder else None
