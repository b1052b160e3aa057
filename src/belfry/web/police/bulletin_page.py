"""What the page of one bulletin shows, worked out before the template draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from belfry.bulletins.outlook import (
    Outlook,
    audience_of,
    channels_of,
    outlook_of,
    preview_of,
)
from belfry.bulletins.policies import OWES_OUTCOME, is_urgent, may_lift, rights_on
from belfry.bulletins.prices import costs_of
from belfry.bulletins.proofreading import Remark, liftable, remarks_on
from belfry.bulletins.queries import draft_of, lifted_labels, meters_of, releases_of, words_for
from belfry.bulletins.types import Audience, Completeness, Draft, Rights
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.delivery.types import Meter
from belfry.networks.kinds import Releaser
from belfry.networks.mandates import approvers_of
from belfry.networks.queries import plans_of
from belfry.networks.types import MandateDetails, PlanDetails
from belfry.networks.zone_rules import zone_rules
from belfry.people.queries import persons_by_id
from belfry.web.police.forms import WordsForm
from belfry.web.police.gate_story import Step, story_of
from belfry.web.police.price_lines import PriceLine, price_lines

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin, Release

WAITS_FOR_APPROVAL = (BulletinState.SUBMITTED, BulletinState.SECOND_READING)
NOT_APPROVED = (BulletinState.DRAFT, *WAITS_FOR_APPROVAL)


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One network of a bulletin: who releases there, and how far it is."""

    release: "Release"
    by_police: bool
    meter: Meter | None


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """One bulletin as its page shows it."""

    title: str
    letters: Mapping[str, Mapping[str, str]]
    channels: Sequence[str]
    completeness: Sequence[Completeness]
    officers: Sequence[MandateDetails]
    approvers: Sequence[MandateDetails]
    rights: Rights
    is_author: bool
    is_urgent: bool
    author: str
    approver: str
    audience: Audience | None
    prices: Sequence[PriceLine]
    lines: Sequence[ReleaseLine]
    owes_outcome: bool
    story: Sequence[Step]
    remarks: Sequence[tuple[str, Remark, bool, bool]]
    second_needed: bool
    may_lift: bool

    @property
    def grounds(self) -> str:
        """What the police judged; empty where nothing had to be."""
        return next((step.said for step in self.story if step.said), "")

    @property
    def is_whole(self) -> bool:
        """Whether it can be submitted."""
        return bool(self.lines) and all(language.is_whole for language in self.completeness)

    @property
    def is_too_dear(self) -> bool:
        """Whether somebody who pays has not enough left this month."""
        return any(line.price.is_too_dear for line in self.prices)

    @property
    def much_more_than_usual(self) -> bool:
        """Whether more than half as many people again get it as usually."""
        audience = self.audience
        return bool(audience and audience.usual and audience.persons > 1.5 * audience.usual)


def page_for(actor: Actor, bulletin: "Bulletin", language: str) -> BulletinPage:
    """Return the page of a bulletin that the actor may see."""
    draft = draft_of(bulletin)
    approval = getattr(bulletin, "approval", None)
    today = local(actor.at).date()
    named = approvers_of(draft.network_ids, on=today)
    # The first of two readers agreed already, and waits for the other as the author does.
    first = bulletin.reading.reader_id if bulletin.state == BulletinState.SECOND_READING else None
    asked = [mandate for mandate in named if mandate.person_id != first]
    approvers = [mandate for mandate in asked if mandate.person_id != bulletin.author_id]
    approver_id = approval.approver_id if approval else None
    people = persons_by_id([bulletin.author_id, *([approver_id] if approver_id else [])])
    outlook = outlook_of(bulletin) if bulletin.state in NOT_APPROVED else None
    plans = outlook.plans if outlook else plans_of(draft.network_ids)
    return BulletinPage(
        title=words_for(bulletin, language).title,
        letters=_letters(bulletin, draft, outlook),
        channels=channels_of(draft, plans.values()),
        completeness=outlook.completeness if outlook else [],
        officers=named,
        approvers=approvers,
        rights=rights_on(actor, bulletin, {one.person_id for one in asked}, approver_id),
        is_author=bulletin.author_id == actor.person_id,
        is_urgent=is_urgent(bulletin.bulletin_class),
        author=people[bulletin.author_id].full_name,
        approver=people[approver_id].full_name if approver_id else "",
        audience=audience_of(outlook) if outlook else None,
        prices=price_lines(costs_of(outlook), language, now=actor.at) if outlook else [],
        lines=_lines(actor, bulletin, plans),
        owes_outcome=bulletin.bulletin_class in OWES_OUTCOME,
        story=story_of(bulletin, draft, approval),
        remarks=_remarks(bulletin, draft, actor) if outlook else [],
        second_needed=bulletin.needs_second_reader,
        may_lift=may_lift(actor, bulletin),
    )


def _remarks(
    bulletin: "Bulletin", draft: Draft, actor: Actor
) -> list[tuple[str, Remark, bool, bool]]:
    """Return (field, remark, whether a chief let it pass, whether one may) for all that the check says."""
    remarks = remarks_on(draft, zone_rules(bulletin.zone_id, at=actor.at))
    passed, may = lifted_labels(bulletin), liftable(remarks, draft)
    labels = WordsForm("nl", None, {})
    return [
        (str(labels[one.field].label), one, one.label in passed, one.label in may)
        for one in remarks
    ]


def _letters(
    bulletin: "Bulletin", draft: Draft, outlook: Outlook | None
) -> Mapping[str, Mapping[str, str]]:
    approval = getattr(bulletin, "approval", None)
    if approval is not None:
        texts: Mapping[str, Mapping[str, str]] = approval.texts
        return texts
    return outlook.letters if outlook else preview_of(draft, bulletin.zone_id)


def _lines(
    actor: Actor, bulletin: "Bulletin", plans: Mapping[UUID, PlanDetails]
) -> list[ReleaseLine]:
    # Networks of other police have lines of their own.
    every = releases_of(actor, [bulletin])[bulletin.pk]
    releases = [one for one in every if one.state or not one.by_acceptance]
    counts = meters_of(releases)
    return [
        ReleaseLine(
            release,
            _releaser(release, plans) == Releaser.POLICE,
            counts.get(release.pk),
        )
        for release in releases
    ]


def _releaser(release: "Release", plans: Mapping[UUID, PlanDetails]) -> str:
    return release.released_by_role or plans[release.network_id].released_by
