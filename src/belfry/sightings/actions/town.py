"""What is for the town hall goes to the town hall, with one press (L9)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.networks.queries import officials_of, places_of
from belfry.people.queries import languages_of
from belfry.sealing.types import Tag
from belfry.sightings.errors import AnswerMissing, NobodyAtTownHall, TooLong, WordsMissing
from belfry.sightings.kinds import TownAnswer
from belfry.sightings.models import TownMatter
from belfry.sightings.policies import may_report
from belfry.sightings.queries import town_matter_for
from belfry.sightings.types import LONGEST


@transaction.atomic
def tell_town(
    actor: Actor,
    network_id: UUID,
    words: str,
    place: str,
    *,
    key: UUID,
    tag: Callable[[UUID], Tag],
    now: datetime,
) -> TownMatter:
    """Give the officials of the town what a member wrote, without the name; `key` becomes its id, kept once.

    `tag` asks the process that holds the keys what stands in place of the author. Raises NotFound, WordsMissing, TooLong,
    NobodyAtTownHall, sealing.NobodyAnswers.
    """
    assert actor.person_id is not None
    if not may_report(actor, network_id):
        raise NotFound
    if not words.strip():
        raise WordsMissing
    if len(words) + len(place) > LONGEST:
        raise TooLong
    known = TownMatter.objects.filter(pk=key).first()
    if known is not None:
        return known
    _, towns = places_of(network_id, on=local(now).date())
    if not officials_of(town_ids=towns[:1], on=local(now).date()):
        raise NobodyAtTownHall
    matter = TownMatter(
        pk=key,
        municipality_id=towns[0],
        network_id=network_id,
        language=languages_of([actor.person_id])[actor.person_id],
        words=words.strip(),
        place=place.strip(),
        made_at=now,
        owner=tag(key).value,
    )
    matter.save(force_insert=True)
    _note("town_matter.made", matter, None, now)
    return matter


@transaction.atomic
def settle_matter(
    actor: Actor,
    matter_id: UUID,
    choice: str,
    words: str,
    *,
    tell: Callable[[UUID], None],
    now: datetime,
) -> TownMatter:
    """Answer who reported it as the town: by the list, in that person's language, and in own words.

    `tell` lets that person be told. Raises NotFound, AnswerMissing, TooLong, MoveNotAllowed the second time,
    sealing.NobodyAnswers.
    """
    matter = town_matter_for(actor, matter_id, lock=True)
    if matter.done_at is not None:
        raise MoveNotAllowed
    with translation.override(matter.language):
        chosen = str(TownAnswer(choice).label) if choice in TownAnswer.values else ""
    matter.answer = "\n\n".join(filter(None, [chosen, words.strip()]))
    if not matter.answer:
        raise AnswerMissing
    if len(words) > LONGEST:
        raise TooLong
    matter.done_at, matter.done_by_id = now, actor.person_id
    matter.save(update_fields=["answer", "done_at", "done_by"])
    _note("town_matter.done", matter, actor.person_id, now)
    # Before the commit: an answer of which nobody can be told is not kept.
    tell(matter.pk)
    return matter


def _note(act: str, matter: TownMatter, person_id: UUID | None, now: datetime) -> None:
    record(
        act,
        subject=f"town_matter:{matter.pk}",
        person_id=person_id,
        at=now,
        network_id=matter.network_id,
    )
