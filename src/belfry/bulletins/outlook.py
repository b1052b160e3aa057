"""What an approval would freeze now: texts in all their forms, what is still missing, and the audience."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext

from belfry.bulletins.audience import Letters, audiences_of, summary, ways_of
from belfry.bulletins.models import AudienceMember, Bulletin
from belfry.bulletins.policies import completeness, holds_link
from belfry.bulletins.queries import draft_of, usual_counts
from belfry.bulletins.rendering import render
from belfry.bulletins.types import Audience, Completeness, Draft
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
    networks, plans = networks_by_id(draft.network_ids), plans_of(draft.network_ids)
    letters = preview_of(draft, bulletin.zone_id)
    channels = channels_of(draft, plans.values())
    return Outlook(
        letters=letters,
        channels=channels,
        completeness=completeness_of(draft, letters, networks.values(), channels),
        rows=audiences_of(networks, plans, draft.bulletin_class, draft.words),
        plans=plans,
    )


def audience_of(outlook: Outlook) -> Audience:
    """Return the audience as it would be frozen now (before approval)."""
    every = [row for network_rows in outlook.rows.values() for row in network_rows]
    usual = sum(usual_counts(outlook.rows).values()) or None
    return summary(every, outlook.letters, usual)
