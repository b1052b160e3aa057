"""Write, change, submit, send back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.asking import check_of_others
from belfry.bulletins.areas import with_networks_of_part
from belfry.bulletins.checks import check_judged, check_whole
from belfry.bulletins.errors import NetworkOfAnotherZone, NoNetworkChosen, PartEmpty
from belfry.bulletins.models import Area, Bulletin, Judgement, Lift, Reading, Release, Text
from belfry.bulletins.outlook import outlook_of
from belfry.bulletins.policies import (
    FIELDS,
    goes_beyond,
    may_change,
    may_send_back,
    may_write,
)
from belfry.bulletins.proofreading import (
    check_words,
    describes_person,
    liftable,
    remarks_on,
)
from belfry.bulletins.queries import bulletin_for, draft_of
from belfry.bulletins.telling import approvers_of, note, tell
from belfry.bulletins.types import Draft, Part, Words
from belfry.bulletins.workflow import BulletinState, check_bulletin_move
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.kinds import Kind
from belfry.networks.queries import networks_of_zone, zones_of_police
from belfry.networks.zone_rules import zone_rules
from belfry.territory.shapes import read_shape

LINE_ENDS: Final = re.compile("\r\n?")


@transaction.atomic
def write_bulletin(actor: Actor, zone_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Begin a bulletin (officer or chief of the zone); incomplete words are kept as they are.

    Its part, if it has one, says which networks it is for. Raises NotFound
    for another zone, also for networks to ask that are not of other police; NetworkOfAnotherZone; PartEmpty for a part
    of nothing, territory's NotAShape and its kinds for what is no area.
    """
    if not may_write(actor, zones_of_police(actor), zone_id) or actor.person_id is None:
        raise NotFound
    bulletin = Bulletin.objects.create(
        zone_id=zone_id,
        author_id=actor.person_id,
        bulletin_class=draft.bulletin_class,
        made_at=now,
    )
    _keep(actor, bulletin, draft, now)
    note("bulletin.written", bulletin, actor, now)
    return bulletin


@transaction.atomic
def change_bulletin(actor: Actor, bulletin_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Change a draft (its author only)."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_change(actor, bulletin):
        raise NotAllowed
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    if bulletin.follows_id is None:
        bulletin.bulletin_class = draft.bulletin_class
    _keep(actor, bulletin, draft, now)
    note("bulletin.changed", bulletin, actor, now)
    return bulletin


def _keep(actor: Actor, bulletin: Bulletin, draft: Draft, now: datetime) -> None:
    """Make words, networks and what was judged what the draft says."""
    bulletin.fact_at, bulletin.night = draft.fact_at, draft.night
    bulletin.phenomenon = draft.phenomenon
    bulletin.save(update_fields=["bulletin_class", "fact_at", "night", "phenomenon"])
    # What follows a message stays what it is, where that one went.
    if bulletin.follows_id is None:
        _keep_networks(actor, bulletin, draft, now)
    keep_words(bulletin, draft.words)
    _keep_judged(actor, bulletin, draft, now)


def _keep_networks(actor: Actor, bulletin: Bulletin, draft: Draft, now: datetime) -> None:
    own = {network.pk for network in networks_of_zone(actor, bulletin.zone_id)}
    if not set(draft.network_ids) <= own:
        raise NetworkOfAnotherZone
    if draft.part is not None:
        draft = replace(draft, part=_checked(draft.part))
        draft = with_networks_of_part(draft, own, bulletin.zone_id, on=local(now).date())
    check_of_others(bulletin.zone_id, draft.asked_ids, now)
    bulletin.releases.exclude(network_id__in=[*draft.network_ids, *draft.asked_ids]).delete()
    chosen = set(bulletin.releases.values_list("network_id", flat=True))
    wanted = dict.fromkeys(draft.network_ids, False) | dict.fromkeys(draft.asked_ids, True)
    Release.objects.bulk_create(
        Release(bulletin=bulletin, network_id=network_id, by_acceptance=by_acceptance)
        for network_id, by_acceptance in wanted.items()
        if network_id not in chosen
    )
    Area.objects.filter(bulletin=bulletin).delete()
    if draft.part is not None:
        Area.objects.create(
            bulletin=bulletin,
            streets=list(draft.part.streets),
            shape=draft.part.shape,
            with_unplaced=draft.part.with_unplaced,
        )


def _checked(part: Part) -> Part:
    """Return a part with its shape as it is understood: closed, uncrossed, simplified."""
    if part.shape is not None:
        return replace(part, shape=read_shape(part.shape).shape.geojson())
    # Nothing chosen is a mistake, never everybody.
    if not part.streets:
        raise PartEmpty
    return part


def keep_words(bulletin: Bulletin, words: Mapping[str, Words]) -> None:
    """Make the texts of a draft what was typed; languages that are left out are gone."""
    begun = {key: tidy for key, typed in words.items() if (tidy := _tidy(typed)) != Words()}
    bulletin.texts.exclude(language__in=begun).delete()
    for language, tidy in begun.items():
        Text.objects.update_or_create(bulletin=bulletin, language=language, defaults=asdict(tidy))


def _keep_judged(actor: Actor, bulletin: Bulletin, draft: Draft, now: datetime) -> None:
    """Keep what was judged as it stands; what cannot be released is judged again."""
    assert actor.person_id is not None
    Judgement.objects.filter(bulletin=bulletin).delete()
    if draft.judged is not None and draft.judged.without_personal_data:
        Judgement.objects.create(
            bulletin=bulletin,
            ground=draft.judged.ground,
            investigation=draft.judged.investigation,
            without_personal_data=True,
            judged_by_id=actor.person_id,
            judged_at=now,
        )


def _tidy(words: Words) -> Words:
    """Return words with one kind of line end; a title is one line, for it becomes a subject."""
    lines = (LINE_ENDS.sub("\n", getattr(words, name)).strip() for name in FIELDS)
    tidy = Words(*lines)
    return replace(tidy, title=" ".join(tidy.title.split()))


@transaction.atomic
def submit_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Ask for approval; approvers get a notice.

    Raise TextIncomplete, TextDoesNotFit, NoNetworkChosen, PartEmpty, NotJudged, DescriptionAlone,
    WordsHeldBack.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_change(actor, bulletin):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.SUBMITTED)
    draft = draft_of(bulletin)
    if not draft.network_ids:
        raise PartEmpty if draft.part else NoNetworkChosen
    check_judged(draft)
    check_whole(outlook_of(bulletin))
    remarks = remarks_on(draft, zone_rules(bulletin.zone_id, at=now))
    # What a chief may let pass is for the chief to judge.
    check_words(remarks, liftable(remarks, draft))
    bulletin.state, bulletin.submitted_at, bulletin.remark = BulletinState.SUBMITTED, now, ""
    bulletin.needs_second_reader = describes_person(draft) or goes_beyond(bulletin, draft)
    bulletin.save(update_fields=["state", "submitted_at", "remark", "needs_second_reader"])
    detail = {"ground": draft.judged.ground} if draft.judged else None
    note("bulletin.submitted", bulletin, actor, now, detail)
    tell(Kind.TO_APPROVE, approvers_of(bulletin, now) - {bulletin.author_id}, bulletin, now)
    return bulletin


@transaction.atomic
def send_back(actor: Actor, bulletin_id: UUID, *, remark: str, now: datetime) -> Bulletin:
    """Give a submitted bulletin back to its author with a remark of at most 500 characters."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_send_back(actor, bulletin, approvers_of(bulletin, now)):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.DRAFT)
    bulletin.state, bulletin.remark = BulletinState.DRAFT, remark
    bulletin.save(update_fields=["state", "remark"])
    # Who agreed to these words agreed to no others.
    Reading.objects.filter(bulletin=bulletin).delete()
    Lift.objects.filter(bulletin=bulletin).delete()
    note("bulletin.sent_back", bulletin, actor, now)
    if actor.person_id != bulletin.author_id:
        tell(Kind.SENT_BACK, {bulletin.author_id}, bulletin, now)
    return bulletin
