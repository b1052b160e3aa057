"""What the reviewer wrote: remarks, and the letters that tell of a recognition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Func

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.founding.models import Dossier, Remark
from belfry.founding.papers import in_each
from belfry.founding.queries import dossier_for
from belfry.founding.workflow import DossierKind, DossierState, Partner
from belfry.paperwork.documents import Addressee, Kind, RecognitionLetter, Signatory
from belfry.paperwork.documents import Network as Named
from belfry.people.queries import details_of


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark of the reviewer as pages show it."""

    pk: int
    section_id: UUID | None
    text: str
    at: datetime
    settled_at: datetime | None
    answer: str
    # Whether it still wants a change or an answer.
    waits: bool


def remarks_of(actor: Actor, dossier_id: UUID) -> Sequence[RemarkLine]:
    """Return every remark of a dossier, the newest first; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    waits = Func("pk", function="founding_remark_waits", output_field=BooleanField())
    rows = Remark.objects.filter(dossier=dossier).order_by("-at", "pk")
    kept = ("pk", "section_id", "text", "at", "settled_at", "answer")
    return [RemarkLine(*row) for row in rows.values_list(*kept, waits)]


def remark_for(actor: Actor, remark_id: int) -> Remark:
    """Return a remark that is not settled, of a dossier in which the actor has a part; raise NotFound."""
    row = Remark.objects.filter(pk=remark_id, settled_at__isnull=True).first()
    if row is None:
        raise NotFound
    row.dossier = dossier_for(actor, row.dossier_id)
    return row


def has_letters(dossier: Dossier) -> bool:
    """Whether mayor and chief get letters: a network was recognised, not only changed."""
    return dossier.state == DossierState.RECOGNISED and dossier.kind != DossierKind.AMENDMENT


def recognition_letter(actor: Actor, dossier_id: UUID, to: Addressee) -> RecognitionLetter:
    """Return the letter of the FPS Interior to the leading town's mayor or the leading zone's chief.

    Raises NotFound for strangers, and where nothing was recognised or only changed.
    """
    dossier = dossier_for(actor, dossier_id)
    if not has_letters(dossier):
        raise NotFound
    assert dossier.recognised_on is not None
    town = dossier.leading_town
    zone = dossier.leading_zone
    towns = {code: town.name_in(code) for code in dossier.languages}
    zones = {code: zone.name_in(code) for code in dossier.languages}
    reviewer = dossier.moves.filter(new=DossierState.RECOGNISED).latest("at").by_id
    name = details_of([reviewer])[reviewer].full_name if reviewer else ""
    department = in_each([dossier.language], Partner.INTERIOR.label)
    return RecognitionLetter(
        languages=(dossier.language,),
        dated=dossier.recognised_on,
        network=Named(
            kind=Kind(dossier.network_kind), name=dossier.name, town=towns, police_zone=zones
        ),
        to=to,
        address=(towns if to == Addressee.MAYOR else zones,),
        number=dossier.recognition_number,
        recognised_on=dossier.recognised_on,
        circular=str(dossier.circular.reference) if dossier.circular else "",
        sender=(department,),
        signatory=Signatory(function=department, name=name),
    )
