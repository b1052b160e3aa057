"""A member reports what was seen, and writes back when the police ask (M9, M13)."""

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime, time
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import BRUSSELS, local
from belfry.core.codes import new_code
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.core.sealed import place_of
from belfry.networks.queries import leading_zones
from belfry.networks.zone_rules import due_after, zone_rules
from belfry.people.queries import details_of, languages_of
from belfry.sealing.boxes import seal_to
from belfry.sealing.queries import newest_key
from belfry.sealing.types import Tag
from belfry.sightings.actions.letters import write_letter
from belfry.sightings.checks import Judged, judge
from belfry.sightings.errors import (
    PlaceMissing,
    ReplyMissing,
    ToBeRead,
    TooLong,
    TooManyPhotographs,
    WordsMissing,
)
from belfry.sightings.kinds import Behaviour, LetterKind
from belfry.sightings.models import Photograph, Sighting
from belfry.sightings.policies import check_number_of, may_report
from belfry.sightings.queries import own_sighting
from belfry.sightings.types import (
    LONGEST,
    MOST_PHOTOGRAPHS,
    Received,
    Told,
    about_lines,
    text_to_seal,
)
from belfry.sightings.workflow import SightingState
from belfry.wording.types import Label


def report(  # noqa: PLR0913 -- what was seen, by whom, and how it is kept once
    actor: Actor,
    network_id: UUID,
    told: Told,
    *,
    key: UUID,
    tag: Callable[[UUID, Collection[str]], Tag],
    read: Collection[str],
    about: UUID | None = None,
    now: datetime,
) -> Received:
    """Seal what a member saw to the police of the network, and return its receipt once it is committed.

    `key` becomes the id: the same report sent twice is kept once. `tag` asks the process that holds the keys what stands
    in place of the author. `read` holds the labels whose advice was read;
    `about` is the message that it answers. Raises NotFound, WordsMissing, PlaceMissing, TooLong, OriginOnly, ToBeRead,
    TooManyPhotographs, sealing.NoZoneKey, sealing.NobodyAnswers, TooMany.
    """
    assert actor.person_id is not None
    if not may_report(actor, network_id):
        raise NotFound
    zone_id = leading_zones([network_id], on=local(now).date())[network_id]
    language = languages_of([actor.person_id])[actor.person_id]
    judged = _judged(told, language, zone_id, read, now)
    lines = about_lines(told, judged.names)
    sighting = Sighting(
        pk=key, zone_id=zone_id, network_id=network_id, language=language, about=about
    )
    return _kept(sighting, actor.person_id, told, judged, lines, tag(key, lines), now)


def report_written(
    actor: Actor,
    network_id: UUID,
    words: str,
    *,
    channel: str,
    tag: Callable[[UUID, str], tuple[UUID, Tag]],
    about: UUID | None = None,
    now: datetime,
) -> None:
    """Seal what a member wrote by mail or text to the police of the network; the receipt is told later.

    `tag` asks the process that holds the keys for id and tag. What a form asks to be read first cannot be asked here:
    it is noted for the officer. Raises NotFound, OriginOnly, sealing.NoZoneKey, sealing.NobodyAnswers, TooMany.
    """
    assert actor.person_id is not None
    if not may_report(actor, network_id):
        raise NotFound
    told = Told(Behaviour.OTHER, "", "", words=words[:LONGEST], channel=channel)
    zone_id = leading_zones([network_id], on=local(now).date())[network_id]
    language = languages_of([actor.person_id])[actor.person_id]
    judged = judge(told, language, zone_rules(zone_id, at=now))
    report_id, its_tag = tag(actor.person_id, channel)
    sighting = Sighting(
        pk=report_id, zone_id=zone_id, network_id=network_id, language=language, about=about
    )
    lines = about_lines(told, judged.names)
    _kept(sighting, actor.person_id, told, judged, lines, its_tag, now)


def _judged(
    told: Told, language: str, zone_id: UUID, read: Collection[str], now: datetime
) -> Judged:
    if not told.place.strip() and told.point is None:
        raise PlaceMissing
    if told.behaviour == Behaviour.OTHER and not told.words.strip():
        raise WordsMissing
    if len(told.written) > LONGEST:
        raise TooLong
    if len(told.photographs) > MOST_PHOTOGRAPHS:
        raise TooManyPhotographs(most=MOST_PHOTOGRAPHS)
    judged = judge(told, language, zone_rules(zone_id, at=now))
    if set(judged.to_read) - set(read):
        raise ToBeRead(labels=judged.to_read)
    return judged


@transaction.atomic
def _kept(
    sighting: Sighting,
    person_id: UUID,
    told: Told,
    judged: Judged,
    lines: Collection[str],
    tag: Tag,
    now: datetime,
) -> Received:
    known = Sighting.objects.filter(pk=sighting.pk).first()
    if known is not None:
        if bytes(known.owner) != tag.value:
            raise NotFound
        return Received(known.receipt, known.is_repeated)
    today = local(now).date()
    check_number_of(
        Sighting.objects.filter(network_id=sighting.network_id, received_on=today).count()
    )
    zone_key = newest_key(sighting.zone_id)
    public_key = bytes(zone_key.public_key)
    sighting.receipt, sighting.behaviour = new_code(), told.behaviour
    sighting.received_on = today
    sighting.due_at = due_after(now, False, zone_rules(sighting.zone_id, at=now))
    sighting.key_version, sighting.owner = zone_key.version, tag.value
    sighting.is_repeated = tag.repeated
    sighting.speaks_of_patrol = Label.PATROL_TALK in judged.to_read
    sighting.names_somebody = Label.NAMES_NEIGHBOUR in judged.to_read
    text = text_to_seal(told, lines, now=now)
    sighting.text = seal_to(public_key, text, place_of(sighting, "text"))
    identity = _identity(person_id, sighting.network_id)
    sighting.identity = seal_to(public_key, identity, place_of(sighting, "identity"))
    sighting.save(force_insert=True)
    _keep_photographs(sighting, told.photographs, public_key)
    _record("sighting.received", sighting, now)
    return Received(sighting.receipt, tag.repeated)


def _keep_photographs(sighting: Sighting, pictures: Collection[bytes], public_key: bytes) -> None:
    for number, picture in enumerate(pictures, 1):
        row = Photograph(sighting=sighting, number=number, key_version=sighting.key_version)
        row.picture = seal_to(public_key, picture, place_of(row, "picture"))
        row.save(force_insert=True)


def _identity(person_id: UUID, network_id: UUID) -> bytes:
    """Return who reports, as the coordinator of that network would reach that person now."""
    who = details_of([person_id], told_to=network_id)[person_id]
    plain = {
        "person": str(person_id),
        "name": who.full_name,
        "emails": list(who.emails),
        "phones": list(who.phones),
    }
    return json.dumps(plain).encode()


@transaction.atomic
def reply(session_key: str, sighting_id: UUID, words: str, *, now: datetime) -> None:
    """Write back to the police, who asked something; whose report it is, the session proves.

    Raises NotFound, ReplyMissing, TooLong, MoveNotAllowed, sealing.SignInAgain, sealing.NobodyAnswers.
    """
    own = own_sighting(session_key, sighting_id)
    sighting = Sighting.objects.select_for_update().get(pk=own.pk)
    if not words.strip():
        raise ReplyMissing
    if sighting.state != SightingState.NEEDS_DETAIL:
        raise MoveNotAllowed
    if len(words) > LONGEST:
        raise TooLong
    write_letter(sighting, LetterKind.REPLY, words.strip(), None, now=now)
    sighting.state = SightingState.WITH_POLICE
    sighting.save(update_fields=["state"])
    _record("sighting.replied", sighting, now)


def _record(act: str, sighting: Sighting, now: datetime) -> None:
    """Write down what a reporter did: of nobody, and of the time only the day."""
    day = datetime.combine(local(now).date(), time(), tzinfo=BRUSSELS).astimezone(UTC)
    record(
        act,
        subject=f"sighting:{sighting.pk}",
        person_id=None,
        at=day,
        zone_id=sighting.zone_id,
    )
