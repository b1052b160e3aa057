"""What the reviewer wrote: remarks, and the letters that tell of a recognition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.founding.models import Dossier, Remark
from belfry.founding.queries import dossier_for
from belfry.founding.workflow import DossierKind, DossierState
from belfry.paperwork.documents import Addressee, Kind, RecognitionLetter, Signatory
from belfry.paperwork.documents import Network as Named
from belfry.people.queries import details_of


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark of the reviewer as pages show it."""

    section_id: UUID | None
    text: str
    at: datetime
    settled_at: datetime | None


def remarks_of(actor: Actor, dossier_id: UUID) -> Sequence[RemarkLine]:
    """Return every remark of a dossier, the newest first; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    rows = Remark.objects.filter(dossier=dossier).order_by("-at", "pk")
    return [RemarkLine(row.section_id, row.text, row.at, row.settled_at) for row in rows]


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
        signatory=Signatory(function="FPS Interior", name=name),
    )
