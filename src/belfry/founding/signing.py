"""Who may sign for which partner, who did, and under which exact file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor, Role
from belfry.core.errors import NotFound
from belfry.founding.kinds import Manner, Part, SignatoryRole, UploadKind
from belfry.founding.models import Candidate, Dossier, File, PaperVersion, Signatory, Signature
from belfry.founding.queries import dossier_for
from belfry.founding.workflow import DossierKind, DossierState
from belfry.networks.mandates import holders_of
from belfry.people.queries import details_of

CHARTER_TO_SIGN: Final = _("the charter to sign")
CHARTER_SEALED: Final = _("the charter with all signatures, sealed")
# A dossier that came back is signed again before it is submitted again.
SIGNED_IN = frozenset({DossierState.DRAFTED, DossierState.CORRECTION})


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who shall sign in a function; `delegation` says by what, where a mayor is replaced."""

    role: SignatoryRole
    person_id: UUID
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A person who may sign in a function; one who is not the mayor needs a delegation."""

    person_id: UUID
    name: str
    needs_delegation: bool = False


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    """A signatory on the page: who, in which function, and the signature that counts or was voided."""

    pk: UUID
    person_id: UUID
    role: SignatoryRole
    name: str
    delegation: str
    invited_at: datetime | None
    signed_at: datetime | None = None
    manner: Manner | None = None
    voided_at: datetime | None = None

    @property
    def role_name(self) -> str:
        """The function in the active language."""
        return str(self.role.label)


class FileLine(NamedTuple):
    """A file of a dossier on its page: what it is, and since when it is there."""

    pk: UUID
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    """How far the signing of a dossier is; no file means that its present text is not prepared yet."""

    file_id: UUID | None
    digest: str
    sealed_id: UUID | None
    lines: Sequence[SignatoryLine]

    @property
    def is_prepared(self) -> bool:
        """Whether the exact file of the present text exists."""
        return self.file_id is not None

    @property
    def voided(self) -> Sequence[SignatoryLine]:
        """Those whose signature a change of the text voided, and who did not sign again."""
        return [line for line in self.lines if line.voided_at and not line.signed_at]


def signing_of(actor: Actor, dossier_id: UUID) -> Signing:
    """Return how far the signing of a dossier is, for everybody in it; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    paper = current_paper(dossier)
    return Signing(
        paper.file_id if paper else None,
        paper.file.digest if paper else "",
        paper.sealed_id if paper else None,
        lines_of(dossier),
    )


def lines_of(dossier: Dossier) -> list[SignatoryLine]:
    """Return the signatories of a dossier in the order of the functions."""
    rows = Signatory.objects.filter(dossier=dossier, replaced_at__isnull=True)
    newest = _newest(Signature.objects.filter(signatory__in=rows).order_by("at", "pk"))
    names = details_of({row.person_id for row in rows})
    order = list(SignatoryRole)
    return sorted(
        (_line(row, newest.get(row.pk), names[row.person_id].full_name) for row in rows),
        key=lambda line: order.index(line.role),
    )


def _newest(signatures: Iterable[Signature]) -> Mapping[UUID, Signature]:
    return {signature.signatory_id: signature for signature in signatures}


def _line(row: Signatory, signature: Signature | None, name: str) -> SignatoryLine:
    counts = signature is not None and signature.voided_at is None
    return SignatoryLine(
        row.pk,
        row.person_id,
        SignatoryRole(row.role),
        name,
        row.delegation,
        row.invited_at,
        signature.at if signature and counts else None,
        Manner(signature.manner) if signature and counts else None,
        signature.voided_at if signature else None,
    )


def current_paper(dossier: Dossier) -> PaperVersion | None:
    """Return the exact file of the present text, if it was prepared."""
    rows = PaperVersion.objects.filter(dossier=dossier, version=dossier.papers_version)
    whole = rows.select_related("file", "sealed")
    return whole.defer("file__content", "sealed__content").first()


def files_of(dossier: Dossier) -> list[FileLine]:
    """Return the files of a dossier that somebody may see already, the newest first, in two queries.

    Of what we made only the charter of the present text: earlier ones count no more.
    """
    found = []
    if paper := current_paper(dossier):
        made = [(paper.sealed, CHARTER_SEALED), (paper.file, CHARTER_TO_SIGN)]
        found = [FileLine(file.pk, str(words), file.made_at) for file, words in made if file]
    uploads = File.objects.filter(dossier=dossier).exclude(upload="").defer("content")
    return found + [
        FileLine(row.pk, str(UploadKind(row.upload).label), row.made_at)
        for row in uploads.order_by("-made_at")
    ]


def file_for(actor: Actor, dossier_id: UUID, file_id: UUID) -> File:
    """Return a file of a dossier for those who are in it; raise NotFound for everybody else."""
    dossier = dossier_for(actor, dossier_id)
    try:
        return File.objects.get(pk=file_id, dossier=dossier)
    except File.DoesNotExist:
        raise NotFound from None


def choices_for(dossier: Dossier, *, on: date) -> Mapping[SignatoryRole, Sequence[Choice]]:
    """Return who may sign in each function at a date, by the mandates in force; names by function.

    An official of the leading town may stand in for its mayor, with a delegation.
    """
    found = {role: _entitled(dossier, role, on=on) for role in SignatoryRole}
    deputies = _delegates(dossier, on=on) - found[SignatoryRole.MAYOR]
    names = details_of(deputies.union(*found.values()))

    def named(ids: Iterable[UUID], *, needs_delegation: bool = False) -> list[Choice]:
        choices = [Choice(pk, names[pk].full_name, needs_delegation) for pk in ids]
        return sorted(choices, key=lambda choice: choice.name)

    choices = {role: named(ids) for role, ids in found.items()}
    choices[SignatoryRole.MAYOR] += named(deputies, needs_delegation=True)
    return choices


def may_sign_as(named: Named, dossier: Dossier, *, on: date) -> bool:
    """Whether a person may sign in a function at a date: the mandate is in force, or the delegation told."""
    if named.person_id in _entitled(dossier, named.role, on=on):
        return True
    return (
        named.role == SignatoryRole.MAYOR
        and bool(named.delegation)
        and named.person_id in _delegates(dossier, on=on)
    )


def _entitled(dossier: Dossier, role: SignatoryRole, *, on: date) -> frozenset[UUID]:
    if role == SignatoryRole.MAYOR:
        return holders_of(Role.MAYOR, town_id=_leading_town(dossier), on=on)
    if role == SignatoryRole.CHIEF:
        return holders_of(Role.CHIEF, zone_id=_leading_zone(dossier), on=on)
    if role == SignatoryRole.OFFICER:
        of_zone = holders_of(Role.OFFICER, zone_id=_leading_zone(dossier), on=on)
        return of_zone | holders_of(Role.OFFICER, network_id=dossier.network_id, on=on)
    if dossier.kind == DossierKind.AMENDMENT:
        return holders_of(Role.COORDINATOR, network_id=dossier.network_id, on=on)
    rows = Candidate.objects.filter(
        dossier=dossier, part=Part.COORDINATOR, withdrawn_at__isnull=True, suitable=True
    )
    return frozenset(rows.values_list("person_id", flat=True))


def _delegates(dossier: Dossier, *, on: date) -> frozenset[UUID]:
    return holders_of(Role.CLERK, town_id=_leading_town(dossier), on=on)


def _leading_town(dossier: Dossier) -> UUID | None:
    return dossier.towns.filter(leading=True).values_list("municipality_id", flat=True).first()


def _leading_zone(dossier: Dossier) -> UUID | None:
    return dossier.zones.filter(leading=True).values_list("zone_id", flat=True).first()
