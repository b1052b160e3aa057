"""The text that the partners sign, as the document that is printed."""

from dataclasses import fields
from datetime import date

from belfry.core.clock import local
from belfry.founding.kinds import Manner, SignatoryRole
from belfry.founding.models import Dossier, PaperVersion, Signature
from belfry.founding.papers import charter_document, in_each
from belfry.founding.signing import lines_of
from belfry.paperwork.documents import Charter, Mark, Signatory, SignedCharter


def exact_text(dossier: Dossier, *, dated: date) -> Charter:
    """Return the present text with a field for each signatory; the same text gives the same file."""
    signatories = tuple(
        Signatory(
            function=in_each(dossier.languages, line.role.label),
            name=line.name,
            place=line.delegation,
        )
        for line in lines_of(dossier)
    )
    return charter_document(dossier, dated=dated, signatories=signatories)


def signed_text(dossier: Dossier, paper: PaperVersion) -> SignedCharter:
    """Return the text that everybody signed, with the page of their signatures."""
    text = exact_text(dossier, dated=local(paper.file.made_at).date())
    rows = Signature.objects.filter(
        signatory__dossier=dossier, signatory__replaced_at__isnull=True, voided_at__isnull=True
    )
    signed = {row.signatory_id: row for row in rows}
    marks = tuple(
        _mark(dossier, line.role, line.name, signed[line.pk])
        for line in lines_of(dossier)
        if line.pk in signed
    )
    told = {field.name: getattr(text, field.name) for field in fields(text)}
    return SignedCharter(**told, marks=marks, digest=paper.file.digest)


def _mark(dossier: Dossier, role: SignatoryRole, name: str, signature: Signature) -> Mark:
    return Mark(
        function=in_each(dossier.languages, role.label),
        name=name,
        manner=in_each(dossier.languages, Manner(signature.manner).label),
        at=signature.at,
        strokes=signature.mark if signature.manner == Manner.DRAWN else "",
        typed=signature.mark if signature.manner == Manner.TYPED else "",
    )
