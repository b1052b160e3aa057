"""A reader finds something wrong with a message; officer and chief read it and answer (X19)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from belfry.bulletins.complaints import answer_token, bulletin_with_code, complaint_for
from belfry.bulletins.errors import AnswerMissing, WordsMissing
from belfry.bulletins.kinds import Grievance
from belfry.bulletins.models import Bulletin, Complaint
from belfry.bulletins.queries import member_release
from belfry.bulletins.telling import approvers_of, note, tell
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed
from belfry.delivery.actions import endpoint_for, send_notice
from belfry.delivery.addresses import normalised
from belfry.delivery.kinds import AddressKind, Kind
from belfry.networks.queries import approver_ids
from belfry.people.queries import email_endpoints_of, languages_of

# So long after the answer reader and police can still come back to it.
KEPT: Final = timedelta(days=366)


@transaction.atomic
def complain(
    actor: Actor, bulletin_id: UUID, grievance: str, words: str, *, now: datetime
) -> Complaint:
    """Keep what a member finds wrong with a message; raise NotFound, WordsMissing.

    Officers and chief of the member's network get a notice without a word of it.
    """
    assert actor.person_id is not None
    release = member_release(actor, bulletin_id)
    complaint = Complaint(
        bulletin=release.bulletin,
        network=release.network,
        person_id=actor.person_id,
        language=languages_of([actor.person_id])[actor.person_id],
        grievance=Grievance(grievance),
        words=words,
        made_at=now,
    )
    return _kept(complaint, now)


@transaction.atomic
def complain_by_code(
    code: str, grievance: str, words: str, *, email: str, language: str, now: datetime
) -> Complaint:
    """Keep what somebody finds wrong who has a message with its code; raise CodeUnknown, WordsMissing.

    `email` is where the answer goes, in `language`; empty is nowhere. Raises AddressUnusable.
    """
    complaint = Complaint(
        bulletin=bulletin_with_code(code),
        email=normalised(AddressKind.EMAIL, email) if email else "",
        language=language,
        grievance=Grievance(grievance),
        words=words,
        made_at=now,
    )
    return _kept(complaint, now)


def _kept(complaint: Complaint, now: datetime) -> Complaint:
    if complaint.grievance == Grievance.OTHER and not str(complaint.words).strip():
        raise WordsMissing
    complaint.save(force_insert=True)
    bulletin = complaint.bulletin
    note("complaint.made", bulletin, Actor(None, now), now, {"grievance": complaint.grievance})
    tell(
        Kind.COMPLAINT,
        _police_of(complaint, bulletin, now),
        bulletin,
        now,
        f"/complaints/{complaint.pk}/",
    )
    return complaint


def _police_of(complaint: Complaint, bulletin: Bulletin, now: datetime) -> frozenset[UUID]:
    if complaint.network_id:
        return approver_ids([complaint.network_id], on=local(now).date())
    return approvers_of(bulletin, now)


@transaction.atomic
def answer_complaint(actor: Actor, complaint_id: UUID, answer: str, *, now: datetime) -> Complaint:
    """Answer a reader, who gets a mail with a link to the answer where there is an address.

    Raises NotFound, AnswerMissing, MoveNotAllowed for what was answered already.
    """
    complaint = complaint_for(actor, complaint_id, lock=True)
    if complaint.answered_at is not None:
        raise MoveNotAllowed
    if not answer.strip():
        raise AnswerMissing
    complaint.answer, complaint.answered_at = answer.strip(), now
    complaint.answered_by_id = actor.person_id
    complaint.save(update_fields=["answer", "answered_at", "answered_by"])
    note("complaint.answered", complaint.bulletin, actor, now)
    _send_answer(complaint, now)
    return complaint


def forget_complaints(*, now: datetime) -> int:
    """Wipe who wrote, what, and what was answered, a year after the answer (periodic); return how many.

    That there was one, about what, stays counted. What nobody answered yet waits for its answer.
    """
    old = Complaint.objects.filter(answered_at__lt=now - KEPT).exclude(answer=b"")
    return old.update(person=None, email=b"", words=b"", answer=b"")


def _send_answer(complaint: Complaint, now: datetime) -> None:
    if complaint.person_id:
        endpoint_id = email_endpoints_of([complaint.person_id]).get(complaint.person_id)
    elif complaint.email:
        endpoint_id = endpoint_for(AddressKind.EMAIL, str(complaint.email)).pk
    else:
        endpoint_id = None
    if endpoint_id is None:
        return
    url = f"{settings.BASE_URL}/complaint/answer/{answer_token(complaint)}/"
    send_notice(
        Kind.COMPLAINT_ANSWERED,
        endpoint_id,
        language=complaint.language,
        slots={"url": url},
        now=now,
    )
