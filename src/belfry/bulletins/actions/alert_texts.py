"""Texts for alerts from the console: written by one officer, approved by another, withdrawn."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.bulletins.alert_texts import check_texts
from belfry.bulletins.errors import ChangedMeanwhile, WriterMayNotApprove
from belfry.bulletins.kinds import TemplateKind
from belfry.bulletins.models import ProposedText, Template
from belfry.bulletins.types import Words
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import NotFound
from belfry.networks.kinds import FactType


@transaction.atomic
def propose_text(
    actor: Actor, zone_id: UUID, fact_type: str, texts: Mapping[str, Words], *, now: datetime
) -> ProposedText:
    """Keep a text for a type of fact, to be approved by a colleague (officer or chief of the zone).

    It takes the place of another that waits for the same type. Raises NotFound, and what `check_texts` raises.
    """
    if fact_type not in FactType.values or not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    check_texts(actor, zone_id, texts, now=now)
    assert actor.person_id is not None
    row, _ = ProposedText.objects.update_or_create(
        zone_id=zone_id,
        fact_type=fact_type,
        defaults={
            "texts": {language: _kept(words) for language, words in texts.items()},
            "written_by_id": actor.person_id,
            "written_at": now,
        },
    )
    _record("template.proposed", row.zone_id, fact_type, actor, now)
    return row


def _kept(words: Words) -> dict[str, str]:
    return {name: text for name, text in asdict(words).items() if text}


@transaction.atomic
def approve_text(actor: Actor, proposed_id: UUID, *, seen: str, now: datetime) -> Template:
    """Approve a text that a colleague wrote; from now on alerts are sent with it, and not with the one before.

    `seen` is when it was written as the approver read it (ISO 8601). Raises NotFound, WriterMayNotApprove,
    ChangedMeanwhile, and what `check_texts` raises, since streets and rules change.
    """
    row = _proposed(actor, proposed_id)
    if row.written_by_id == actor.person_id:
        raise WriterMayNotApprove
    if row.written_at.isoformat() != seen:
        raise ChangedMeanwhile
    texts = {language: Words(**words) for language, words in row.texts.items()}
    check_texts(actor, row.zone_id, texts, now=now)
    before = Template.objects.filter(
        zone_id=row.zone_id,
        kind=TemplateKind.ALERT,
        code=row.fact_type,
        withdrawn_at__isnull=True,
    )
    before.update(withdrawn_at=now)
    template = Template.objects.create(
        zone_id=row.zone_id,
        kind=TemplateKind.ALERT,
        code=row.fact_type,
        texts=row.texts,
        written_by_id=row.written_by_id,
        approved_by_id=actor.person_id,
        approved_at=now,
    )
    row.delete()
    _record("template.approved", template.zone_id, template.code, actor, now)
    return template


@transaction.atomic
def drop_text(actor: Actor, proposed_id: UUID, *, now: datetime) -> UUID:
    """Give up a text that waits for approval (officer or chief of the zone); return the zone; raise NotFound."""
    row = _proposed(actor, proposed_id)
    row.delete()
    _record("template.dropped", row.zone_id, row.fact_type, actor, now)
    return row.zone_id


@transaction.atomic
def withdraw_text(actor: Actor, template_id: UUID, *, now: datetime) -> UUID:
    """Withdraw a text: no alert is sent with it any more (officer or chief of the zone); twice is once.

    Returns the zone. Raises NotFound.
    """
    rows = Template.objects.select_for_update(of=("self",)).filter(
        pk=template_id, kind=TemplateKind.ALERT, zone_id__in=actor.zones(*POLICE_ROLES)
    )
    template = rows.first()
    if template is None or template.zone_id is None:
        raise NotFound
    if template.withdrawn_at is None:
        template.withdrawn_at = now
        template.save(update_fields=["withdrawn_at"])
        _record("template.withdrawn", template.zone_id, template.code, actor, now)
    return template.zone_id


def _proposed(actor: Actor, proposed_id: UUID) -> ProposedText:
    rows = ProposedText.objects.select_for_update(of=("self",)).filter(
        pk=proposed_id, zone_id__in=actor.zones(*POLICE_ROLES)
    )
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def _record(act: str, zone_id: UUID | None, code: str, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"template:{code}",
        person_id=actor.person_id,
        at=now,
        zone_id=zone_id,
    )
