"""The doors to what readers find wrong with a message: only the police of their network see it (X19)."""

from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.bulletins.codes import as_code
from belfry.bulletins.errors import CodeUnknown
from belfry.bulletins.models import Bulletin, Complaint
from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.core.signing import is_signature, signature
from belfry.networks.mandates import supervised_networks
from belfry.networks.queries import zones_of_police

PURPOSE: Final = b"complaint"


def complaints_for(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints that the actor answers: of readers in networks that the actor supervises.

    Those of readers who did not sign in are seen by the police of the zone that wrote the message.
    """
    mine = Q(network_id__in=supervised_networks(actor))
    ours = Q(network__isnull=True, bulletin__zone_id__in=zones_of_police(actor))
    rows = Complaint.objects.filter(mine | ours).select_related("bulletin", "network")
    return rows.order_by("made_at", "pk")


def open_complaints(actor: Actor) -> QuerySet[Complaint]:
    """Return those that nobody answered yet, the oldest first."""
    return complaints_for(actor).filter(answered_at__isnull=True)


def complaint_for(actor: Actor, complaint_id: UUID, *, lock: bool = False) -> Complaint:
    """Return one complaint for the police who answer it; raise NotFound."""
    if lock:
        Complaint.objects.select_for_update().filter(pk=complaint_id).first()
    row = complaints_for(actor).filter(pk=complaint_id).first()
    if row is None:
        raise NotFound
    return row


def complaints_about(actor: Actor, bulletin: Bulletin) -> QuerySet[Complaint]:
    """Return what readers find wrong with one message, for the police who answer it."""
    return complaints_for(actor).filter(bulletin=bulletin)


def bulletin_with_code(typed: str) -> Bulletin:
    """Return the sent message that has a code, however it is typed; raise CodeUnknown."""
    rows = Bulletin.objects.filter(code=as_code(typed), releases__released_at__isnull=False)
    found = rows.first()
    if found is None:
        raise CodeUnknown
    return found


def answer_token(complaint: Complaint) -> str:
    """Return the signed token of the link to an answer; it holds an id only."""
    return f"{complaint.pk.hex}:{signature(PURPOSE, complaint.pk.hex)}"


def answered_complaint(token: str) -> Complaint:
    """Return the complaint to whose answer a link leads; raise NotFound, also for one that was wiped."""
    key, _, given = token.partition(":")
    if not is_signature(given, PURPOSE, key):
        raise NotFound
    answered = Complaint.objects.filter(answered_at__isnull=False).exclude(answer=b"")
    row = answered.filter(pk=UUID(key)).first()
    if row is None:
        raise NotFound
    return row
