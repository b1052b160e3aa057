"""Submit a dossier to the reviewer of the FPS Interior, who corrects, refuses or recognises."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.founding.actions.moving import move, note
from belfry.founding.actions.recognising import become_network
from belfry.founding.actions.signing import seal_papers
from belfry.founding.errors import (
    AnswerMissing,
    NumberMissing,
    NumberTaken,
    ReasonMissing,
    RecognisedInFuture,
    RemarksMissing,
)
from belfry.founding.models import Dossier, PaperRecognition, Remark, Section
from belfry.founding.policies import may_review
from belfry.founding.queries import dossier_for, partners_of, writable_dossier
from belfry.founding.reviewing import remark_for
from belfry.founding.telling import partners_for, tell
from belfry.founding.workflow import DossierKind, DossierState, Partner
from belfry.networks.mandates import reviewers
from belfry.networks.models import Network
from belfry.networks.numbers import is_number_free, wait_for_others

TO_REVIEW: Final = _("A dossier was submitted and waits for your review.")
TO_CORRECT: Final = _(
    "The FPS Interior asks for a correction. The remarks stand on the page of the review."
)
REFUSED: Final = _("The FPS Interior refused the recognition. The reason stands on the page.")
RECOGNISED: Final = _(
    "The network is recognised by the FPS Interior. From now on it can send messages."
)
CHANGED: Final = _("The change of the network is recognised by the FPS Interior.")


@transaction.atomic
def submit(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Hand a signed dossier to the reviewer; the remarks of before, each answered, are settled with it.

    Raises NotFound, NotAllowed, MoveNotAllowed, ConditionsMissing, SealMissing.
    """
    dossier = writable_dossier(actor, dossier_id)
    move(actor, dossier, DossierState.SUBMITTED, now=now)
    if dossier.kind != DossierKind.TAKE_OVER:
        seal_papers(actor, dossier, now=now)
    dossier.remarks.filter(settled_at__isnull=True).update(settled_at=now)
    tell(reviewers(on=local(now).date()), dossier, TO_REVIEW, page="review/", now=now)


@transaction.atomic
def ask_correction(
    actor: Actor,
    dossier_id: UUID,
    remarks: Sequence[tuple[UUID | None, str]],
    *,
    now: datetime,
) -> None:
    """Send a dossier back with remarks, each on a section (its id) or on the whole (None).

    Raises NotFound, NotAllowed, MoveNotAllowed, RemarksMissing.
    """
    dossier = _reviewed(actor, dossier_id)
    written = [(section, text.strip()) for section, text in remarks if text.strip()]
    named = {section for section, _text in written if section}
    rows = Section.objects.filter(dossier=dossier, pk__in=named)
    versions: dict[UUID | None, int] = dict(rows.values_list("pk", "version"))
    if not written or len(versions) != len(named):
        raise RemarksMissing
    versions[None] = dossier.papers_version
    Remark.objects.bulk_create(
        Remark(
            dossier=dossier,
            section_id=section,
            text=text,
            version=versions[section],
            at=now,
            by_id=actor.person_id,
        )
        for section, text in written
    )
    if dossier.kind == DossierKind.TAKE_OVER:
        move(actor, dossier, DossierState.IDEA, now=now)
        # What is corrected is confirmed anew.
        PaperRecognition.objects.filter(dossier=dossier).update(
            confirmed_at=None, confirmed_by=None
        )
    else:
        move(actor, dossier, DossierState.CORRECTION, now=now)
    _tell_partners(dossier, TO_CORRECT, now, page="review/")


@transaction.atomic
def answer_remark(actor: Actor, remark_id: int, text: str, *, now: datetime) -> None:
    """Say in writing what there is to say to a remark; another answer takes the place of the first.

    Founders, police and town may while they prepare the dossier. Raises NotFound, NotAllowed, AnswerMissing.
    """
    remark = remark_for(actor, remark_id)
    dossier = writable_dossier(actor, remark.dossier_id)
    if not text.strip():
        raise AnswerMissing
    remark.answer = text.strip()
    remark.save(update_fields=["answer"])
    note(actor, dossier, "dossier.remark_answered", now=now)


@transaction.atomic
def refuse(actor: Actor, dossier_id: UUID, *, reason: str, now: datetime) -> None:
    """Refuse the recognition for a reason that everybody in the dossier reads.

    Raises NotFound, NotAllowed, MoveNotAllowed, ReasonMissing.
    """
    dossier = _reviewed(actor, dossier_id)
    if not reason.strip():
        raise ReasonMissing
    dossier.reason = reason.strip()
    dossier.save(update_fields=["reason"])
    move(actor, dossier, DossierState.REFUSED, now=now)
    _tell_partners(dossier, REFUSED, now)


@transaction.atomic
def recognise(actor: Actor, dossier_id: UUID, *, number: str, on: date, now: datetime) -> Network:
    """Recognise what was submitted: the network exists, or changes, from now on and may send (H22).

    Of an amendment the number stays that of the network. Raises NotFound, NotAllowed, MoveNotAllowed,
    ConditionsMissing, NumberMissing, NumberTaken, RecognisedInFuture.
    """
    dossier = _reviewed(actor, dossier_id)
    if on > local(now).date():
        raise RecognisedInFuture
    dossier.recognition_number = _number(dossier, number.strip())
    dossier.recognised_on = on
    network = become_network(actor, dossier, now=now)
    dossier.network = network
    dossier.save(update_fields=["recognition_number", "recognised_on", "network"])
    move(actor, dossier, DossierState.RECOGNISED, now=now)
    note(
        actor, dossier, "dossier.recognised", now=now, detail={"number": dossier.recognition_number}
    )
    is_change = dossier.kind == DossierKind.AMENDMENT
    _tell_partners(dossier, CHANGED if is_change else RECOGNISED, now)
    return network


def _number(dossier: Dossier, number: str) -> str:
    if dossier.kind == DossierKind.AMENDMENT:
        assert dossier.network is not None
        return dossier.network.recognition_number or ""
    if not number:
        raise NumberMissing
    wait_for_others()
    if not is_number_free(number):
        raise NumberTaken
    return number


def _reviewed(actor: Actor, dossier_id: UUID) -> Dossier:
    dossier = dossier_for(actor, dossier_id, lock=True)
    partners = partners_of(actor, dossier)
    if Partner.INTERIOR not in partners:
        raise NotAllowed
    if not may_review(partners, dossier.state):
        raise MoveNotAllowed
    return dossier


def _tell_partners(dossier: Dossier, task: str | Promise, now: datetime, *, page: str = "") -> None:
    tell(partners_for(dossier, now=now), dossier, task, page=page, now=now)
