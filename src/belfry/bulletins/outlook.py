"""What an approval would freeze now: texts in all their forms, what is still missing, and the audience."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from belfry.bulletins.areas import lies_in
from belfry.bulletins.audience import Letters, audiences_of, summary, ways_of
from belfry.bulletins.following import reached_audiences
from belfry.bulletins.models import AudienceMember, Bulletin
from belfry.bulletins.parts import Living, living_in
from belfry.bulletins.policies import completeness, goes_beyond, holds_link
from belfry.bulletins.queries import draft_of, usual_counts
from belfry.bulletins.rendering import render
from belfry.bulletins.types import Audience, Completeness, Draft, Part
from belfry.core.clock import local
from belfry.delivery.kinds import Form
from belfry.delivery.ways import form_of, ladder, text_faults, text_in
from belfry.networks.models import Network
from belfry.networks.queries import networks_by_id, plans_of
from belfry.networks.types import PlanDetails
from belfry.territory.queries import zones_by_id


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an approval would freeze, worked out once."""

    letters: Letters
    channels: Sequence[str]
    completeness: Sequence[Completeness]
    rows: Mapping[UUID, list[AudienceMember]]
    plans: Mapping[UUID, PlanDetails]
    part: Part | None = None
    living: Mapping[UUID, Living] = field(default_factory=dict)
    # Networks of other police are asked with it.
    goes_beyond: bool = False

    @property
    def is_of_nobody(self) -> bool:
        """Whether it is for a part in which no member lives."""
        return self.part is not None and not any(one.inside for one in self.living.values())


def channels_of(draft: Draft, plans: Iterable[PlanDetails]) -> Sequence[str]:
    """Return the channels by which these plans send this class, those beside the ladder first."""
    return ladder({way for plan in plans for way in ways_of(plan, draft.bulletin_class)})


def completeness_of(
    draft: Draft, letters: Letters, networks: Iterable[Network], channels: Sequence[str]
) -> Sequence[Completeness]:
    """Return what is missing per language that the networks ask for, and what cannot be sent.

    `letters` is `preview_of` the same draft, `channels` are those by which it goes.
    """
    languages = list(dict.fromkeys(language for one in networks for language in one.languages))
    has_short = any(form_of(channel) == Form.SHORT for channel in channels)
    found = completeness(draft, languages, short=has_short)
    return [replace(one, faults=_faults(draft, one.language, letters, channels)) for one in found]


def _faults(
    draft: Draft, language: str, letters: Letters, channels: Sequence[str]
) -> tuple[str, ...]:
    words, letter = draft.words.get(language), letters.get(language)
    if words is None or letter is None:
        return ()
    found = dict.fromkeys(
        fault
        for channel in channels
        for fault in text_faults(channel, text_in(form_of(channel), letter), language)
    )
    if holds_link(words.short):
        found[
            gettext("The text for SMS holds a link. Take it out: readers must not trust links.")
        ] = None
    return tuple(found)


def preview_of(draft: Draft, zone_id: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return the texts per language exactly as members will read them."""
    return render(draft, zones_by_id([zone_id])[zone_id])


def outlook_of(bulletin: Bulletin) -> Outlook:
    """Return what would be approved now: texts, what is missing, and the audience as unsaved rows."""
    draft = draft_of(bulletin)
    found = outlook_in(bulletin, draft.network_ids)
    return replace(found, goes_beyond=goes_beyond(bulletin, draft))


def outlook_in(bulletin: Bulletin, network_ids: Collection[UUID]) -> Outlook:
    """Return the same for some networks only, those of other police too."""
    draft = draft_of(bulletin)
    networks, plans = networks_by_id(network_ids), plans_of(network_ids)
    letters = preview_of(draft, bulletin.zone_id)
    living: Mapping[UUID, Living] = {}
    if bulletin.follows_id:
        reached = reached_audiences(bulletin, list(draft.words))
        rows = {key: found for key, found in reached.items() if key in networks}
        channels = ladder({row.channel for found in rows.values() for row in found})
    else:
        rows = audiences_of(networks, plans, draft.bulletin_class, draft.words)
        # As the register was when it was written.
        on = local(bulletin.submitted_at or bulletin.made_at).date()
        living = _living(draft, network_ids, on)
        rows = {key: _kept(found, draft.part, living.get(key)) for key, found in rows.items()}
        channels = list(channels_of(draft, plans.values()))
    return Outlook(
        letters=letters,
        channels=channels,
        completeness=completeness_of(draft, letters, networks.values(), channels),
        rows=rows,
        plans=plans,
        part=draft.part if living else None,
        living=living,
    )


def _living(draft: Draft, network_ids: Collection[UUID], on: date) -> Mapping[UUID, Living]:
    """Return who lives in the part that a draft is for.

    A network of other police where it does not lie was asked by name, for all of its members.
    """
    if draft.part is None:
        return {}
    asked = set(network_ids) & set(draft.asked_ids)
    by_name = asked - lies_in(draft.part, asked, on=on) if asked else asked
    found = [key for key in network_ids if key not in by_name]
    return living_in(draft.part, found, on=on) if found else {}


def _kept(
    rows: list[AudienceMember], part: Part | None, living: Living | None
) -> list[AudienceMember]:
    if part is None or living is None:
        return rows
    kept = living.inside | living.unplaced if part.with_unplaced else living.inside
    return [row for row in rows if row.person_id in kept]


def audience_of(outlook: Outlook) -> Audience:
    """Return the audience as it would be frozen now (before approval)."""
    every = [row for network_rows in outlook.rows.values() for row in network_rows]
    usual = sum(usual_counts(outlook.rows).values()) or None
    found = summary(every, outlook.letters, usual)
    if outlook.goes_beyond:
        found = replace(found, is_wide=True, goes_beyond=True)
    if outlook.part is None:
        return found
    unplaced = sum(len(one.unplaced) for one in outlook.living.values())
    return replace(found, unplaced=unplaced, with_unplaced=outlook.part.with_unplaced)
