"""Prepare the exact file, invite the signatories, sign it by hand or on paper, and seal it at the end."""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.founding.actions.moving import move_if_ready, note, papers_changed
from belfry.founding.changes import check_subjects
from belfry.founding.errors import (
    ConditionsMissing,
    MandateOver,
    MarkUnusable,
    NotASignatory,
    NotThisStep,
    SealMissing,
    SignatoriesMissing,
    SignedAlready,
    TextChanged,
)
from belfry.founding.exact_text import exact_text, signed_text
from belfry.founding.kinds import Manner, SignatoryRole, UploadKind
from belfry.founding.models import Dossier, File, PaperVersion, Signatory, Signature
from belfry.founding.policies import may_confirm_paper
from belfry.founding.queries import dossier_for, facts_of, partners_of, writable_dossier
from belfry.founding.sealing import seal_key
from belfry.founding.signing import SIGNED_IN, Named, current_paper, may_sign_as
from belfry.founding.telling import tell
from belfry.founding.workflow import Condition, DossierKind, DossierState
from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.sealing import seal
from belfry.paperwork.uploads import checked_pdf

# Open question Q5 of the field: four persons for three parties; of the two police one is enough.
ALWAYS: Final = frozenset({SignatoryRole.MAYOR, SignatoryRole.COORDINATOR})
POLICE: Final = frozenset({SignatoryRole.CHIEF, SignatoryRole.OFFICER})
# Absolute moves and lines of whole numbers in a box of 600 by 200: what the page's canvas writes.
STROKES: Final = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3}){1,2000}){1,200}")
LONGEST_MARK: Final = 20_000
LONGEST_NAME: Final = 100
PLEASE_SIGN: Final = _(
    "The charter is ready to be signed, and you are one of those who sign it. Read the whole text on the page first."
)
ALL_SIGNED: Final = _("Everybody signed the charter. It can now be submitted to the FPS Interior.")


@transaction.atomic
def prepare_signing(
    actor: Actor, dossier_id: UUID, named: Sequence[Named], *, now: datetime
) -> PaperVersion:
    """Make the exact file of the present text, once, and invite by mail those who shall sign it.

    Other signatories than before are another text: that voids what was signed. The same ones again change
    nothing. Raises NotFound, NotAllowed, NotThisStep, ConditionsMissing while the papers lack something,
    SubjectMissing, SignatoriesMissing, MandateOver for somebody who may not sign in that function today.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.state not in SIGNED_IN:
        raise NotThisStep
    if Condition.PAPERS_COMPLETE not in facts_of(dossier.pk):
        raise ConditionsMissing(missing=Condition.PAPERS_COMPLETE.value)
    if dossier.kind == DossierKind.AMENDMENT:
        check_subjects(dossier)
    _check_named(dossier, named, now)
    if _name(dossier, named, now) and current_paper(dossier):
        papers_changed(actor, dossier, now=now)
    paper = current_paper(dossier)
    if paper is None:
        paper = PaperVersion.objects.create(
            dossier=dossier,
            version=dossier.papers_version,
            file=_kept(dossier, pdf_of(exact_text(dossier, dated=local(now).date())), actor, now),
        )
        _invite(dossier, now)
        note(
            actor,
            dossier,
            "dossier.signing_prepared",
            now=now,
            detail={"digest": paper.file.digest},
        )
    return paper


def _check_named(dossier: Dossier, named: Sequence[Named], now: datetime) -> None:
    roles = [one.role for one in named]
    if len(set(roles)) < len(roles) or not set(roles) > ALWAYS or POLICE.isdisjoint(roles):
        raise SignatoriesMissing
    if not all(may_sign_as(one, dossier, on=local(now).date()) for one in named):
        raise MandateOver


def _name(dossier: Dossier, named: Sequence[Named], now: datetime) -> bool:
    """Write down who signs; return whether that is somebody else than before."""
    rows = Signatory.objects.filter(dossier=dossier, replaced_at__isnull=True)
    before = {(row.role, row.person_id, row.delegation): row for row in rows}
    wanted = [(one.role.value, one.person_id, one.delegation.strip()) for one in named]
    gone = [row.pk for key, row in before.items() if key not in wanted]
    new = [key for key in wanted if key not in before]
    Signatory.objects.filter(pk__in=gone).update(replaced_at=now)
    Signatory.objects.bulk_create(
        Signatory(dossier=dossier, role=role, person_id=person_id, delegation=delegation)
        for role, person_id, delegation in new
    )
    return bool(gone or new)


def _invite(dossier: Dossier, now: datetime) -> None:
    rows = Signatory.objects.filter(dossier=dossier, replaced_at__isnull=True)
    tell(
        set(rows.values_list("person_id", flat=True)),
        dossier,
        PLEASE_SIGN,
        page="signing/",
        now=now,
    )
    rows.update(invited_at=now)


@transaction.atomic
def sign(
    actor: Actor,
    dossier_id: UUID,
    signatory_id: UUID,
    *,
    digest: str,
    manner: Manner,
    mark: str,
    now: datetime,
) -> Signature:
    """Sign the exact file whose digest was shown; the last signature takes the dossier on.

    Raises NotFound, NotASignatory, NotThisStep, SignedAlready, TextChanged, MandateOver, MarkUnusable.
    """
    dossier = dossier_for(actor, dossier_id, lock=True)
    signatory = _own(dossier, signatory_id, actor)
    _check_open(dossier, [signatory], now)
    paper = current_paper(dossier)
    if paper is None or paper.file.digest != digest:
        raise TextChanged
    _check_mark(manner, mark.strip())
    signature = Signature.objects.create(
        signatory=signatory,
        papers_version=dossier.papers_version,
        digest=digest,
        manner=manner,
        mark=mark.strip(),
        at=now,
    )
    note(actor, dossier, "dossier.signed", now=now, detail=_said(signatory, manner, digest))
    _finish(actor, dossier, now)
    return signature


@transaction.atomic
def sign_on_paper(
    actor: Actor,
    dossier_id: UUID,
    signatory_ids: Collection[UUID],
    content: bytes,
    *,
    now: datetime,
) -> File:
    """Take in a signed paper copy of the exact file; police or town say whose signatures it carries.

    Raises NotFound, NotAllowed, NotThisStep, NotASignatory, SignedAlready, TextChanged where nothing was
    printed, MandateOver, and a kind of UnusablePdf.
    """
    dossier = writable_dossier(actor, dossier_id)
    if not may_confirm_paper(partners_of(actor, dossier)):
        raise NotAllowed
    rows = Signatory.objects.filter(dossier=dossier, replaced_at__isnull=True)
    signatories = list(rows.filter(pk__in=signatory_ids))
    if not signatories or len(signatories) != len(set(signatory_ids)):
        raise NotASignatory
    _check_open(dossier, signatories, now)
    paper = current_paper(dossier)
    if paper is None:
        raise TextChanged
    checked_pdf(content)
    file = _kept(dossier, content, actor, now, upload=UploadKind.PAPER_SIGNATURE)
    for signatory in signatories:
        Signature.objects.create(
            signatory=signatory,
            papers_version=dossier.papers_version,
            digest=paper.file.digest,
            manner=Manner.PAPER,
            file=file,
            at=now,
        )
        detail = _said(signatory, Manner.PAPER, paper.file.digest)
        note(actor, dossier, "dossier.signed", now=now, detail=detail)
    _finish(actor, dossier, now)
    return file


def _own(dossier: Dossier, signatory_id: UUID, actor: Actor) -> Signatory:
    if actor.person_id is None:
        raise NotASignatory
    try:
        return Signatory.objects.get(
            pk=signatory_id,
            dossier=dossier,
            person_id=actor.person_id,
            replaced_at__isnull=True,
        )
    except Signatory.DoesNotExist:
        raise NotASignatory from None


def _check_open(dossier: Dossier, signatories: Sequence[Signatory], now: datetime) -> None:
    signed = Signature.objects.filter(signatory__in=signatories, voided_at__isnull=True)
    if signed.exists():
        raise SignedAlready
    if dossier.state not in SIGNED_IN:
        raise NotThisStep
    today = local(now).date()
    for row in signatories:
        named = Named(SignatoryRole(row.role), row.person_id, row.delegation)
        if not may_sign_as(named, dossier, on=today):
            raise MandateOver


def _check_mark(manner: Manner, mark: str) -> None:
    if manner == Manner.DRAWN:
        is_fine = len(mark) <= LONGEST_MARK and bool(STROKES.fullmatch(mark))
    else:
        is_fine = manner == Manner.TYPED and 0 < len(mark) <= LONGEST_NAME
    if not is_fine:
        raise MarkUnusable


def _said(
    signatory: Signatory, manner: str, digest: str
) -> dict[str, str | int | bool | list[str] | None]:
    return {"role": signatory.role, "manner": str(manner), "digest": digest}


def _finish(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Take a dossier on whose last signature was just given, with its sealed file."""
    if Condition.ALL_SIGNED not in facts_of(dossier.pk):
        return
    move_if_ready(actor, dossier, DossierState.SIGNED, now=now)
    # Without a seal the signatures stay; whoever submits the dossier reads what is missing.
    with suppress(SealMissing):
        seal_papers(actor, dossier, now=now)
    rows = Signatory.objects.filter(dossier=dossier, replaced_at__isnull=True)
    tell(set(rows.values_list("person_id", flat=True)), dossier, ALL_SIGNED, now=now)


def seal_papers(actor: Actor, dossier: Dossier, *, now: datetime) -> File:
    """Return the sealed file of a locked dossier that everybody signed, made once.

    It is the text that was signed, with a page that says who signed when, under the seal of this
    installation. Raises SealMissing.
    """
    paper = PaperVersion.objects.select_related("file", "sealed").get(
        dossier=dossier, version=dossier.papers_version
    )
    if paper.sealed is None:
        document = signed_text(dossier, paper)
        content = seal(pdf_of(document), seal_key(now=now), paper.file.digest, now)
        paper.sealed = _kept(dossier, content, actor, now)
        paper.save(update_fields=["sealed"])
        note(actor, dossier, "dossier.sealed", now=now, detail={"digest": paper.sealed.digest})
    return paper.sealed


def _kept(
    dossier: Dossier, content: bytes, actor: Actor, now: datetime, *, upload: str = ""
) -> File:
    return File.objects.create(
        dossier=dossier,
        upload=upload,
        content=content,
        digest=sha256(content).hexdigest(),
        made_at=now,
        made_by_id=actor.person_id,
    )
