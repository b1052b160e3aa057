"""What an amendment changes, compared with what the network signed last."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.founding.errors import SubjectMissing
from belfry.founding.kinds import Subject
from belfry.founding.merging import Piece, differences
from belfry.founding.models import Dossier, Perimeter
from belfry.founding.papers import in_words
from belfry.founding.perimeters import Area, area_of, street_list
from belfry.founding.policies import may_write
from belfry.founding.sections import in_order
from belfry.founding.workflow import OVER, DossierKind, DossierState, Partner
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import newest_charter
from belfry.networks.perimeters import perimeter_of
from belfry.networks.policies import may_amend, may_recognise
from belfry.networks.queries import places_of
from belfry.networks.types import CharterDetails

# The one section of the charter that says how the partners are reached.
CONTACTS = (Paper.CHARTER.value, "partners")
SUBJECT_OF = {
    Paper.COMMUNICATION_PLAN.value: Subject.PLAN,
    Paper.FINANCING_PLAN.value: Subject.BUDGET,
}


def may_change(actor: Actor, network_id: UUID) -> bool:
    """Whether the actor begins the change of a network: one of its three partners, never the reviewer alone."""
    zone_ids, town_ids = places_of(network_id, on=local(actor.at).date())
    is_reviewer = may_recognise(actor) and not actor.is_installation
    return not is_reviewer and may_amend(actor, network_id, zone_ids, town_ids)


def may_notify(partners: Collection[Partner], dossier: Dossier) -> bool:
    """Whether these partners may let new contact details count, without new signatures."""
    is_open = dossier.state in {DossierState.IDEA, DossierState.DRAFTED}
    is_contact = dossier.kind == DossierKind.AMENDMENT and dossier.subjects == [Subject.CONTACT]
    return is_open and is_contact and may_write(partners, dossier.state)


def open_amendment_of(network_id: UUID) -> Dossier | None:
    """Return the change of a network that is under way, if there is one."""
    rows = Dossier.objects.filter(kind=DossierKind.AMENDMENT, network_id=network_id)
    return rows.exclude(state__in=OVER).first()


def open_succession_of(network_id: UUID) -> Dossier | None:
    """Return the dossier that seeks a key holder for a network, if there is one."""
    rows = Dossier.objects.filter(kind=DossierKind.SUCCESSION, network_id=network_id)
    return rows.exclude(state__in=OVER).first()


def last_charter(dossier: Dossier) -> CharterDetails:
    """Return what the network of an amendment signed last; empty papers where Belfry has none."""
    charter = newest_charter(dossier.network_id) if dossier.network_id else None
    return CharterDetails(
        charter.papers if charter else {}, bytes(charter.file) if charter else b""
    )


def subjects_changed(dossier: Dossier) -> frozenset[Subject | None]:
    """Return what differs from the last charter; None stands for the rest of its text."""
    before = {
        (paper, section["key"]): section["content"]
        for paper, sections in last_charter(dossier).papers.items()
        for section in sections
    }
    found: set[Subject | None] = set()
    for row in in_order(dossier):
        place = (row.paper, row.key)
        if row.content != before.get(place):
            found.add(Subject.CONTACT if place == CONTACTS else SUBJECT_OF.get(row.paper))
    if Perimeter.objects.filter(dossier=dossier, version__gt=1).exists():
        found.add(Subject.PERIMETER)
    return frozenset(found)


def subject_names(dossier: Dossier) -> list[str]:
    """Return what an amendment says that it changes, in the active language."""
    return [str(Subject(one).label) for one in dossier.subjects]


def area_differences(dossier: Dossier, *, on: date) -> Mapping[str, Sequence[Piece]]:
    """Return {language: what differs} between the streets of an amendment and those of its network, if any do."""
    newest = area_of(dossier)
    if Subject.PERIMETER not in dossier.subjects or newest is None or dossier.network_id is None:
        return {}
    ground = perimeter_of(dossier.network_id, on=on)
    before = Area(0, ground.shape, ground.ranges, 0) if ground else None
    old, new = (street_list(area, on=on) if area else [] for area in (before, newest))
    return {
        code: differences("\n".join(in_words(old, code)), "\n".join(in_words(new, code)))
        for code in dossier.languages
        if old != new
    }


def check_subjects(dossier: Dossier) -> None:
    """Raise SubjectMissing where more was changed than an amendment says.

    Other words of the charter may change with a plan, a budget or a perimeter, for all of that is signed anew;
    beside a contact they may not.
    """
    changed = subjects_changed(dossier)
    if not last_charter(dossier).papers and dossier.subjects != [Subject.CONTACT]:
        # The first charter that Belfry keeps of this network is new in every word.
        return
    only_contact = dossier.subjects == [Subject.CONTACT]
    allowed = set(dossier.subjects) | (set() if only_contact else {None, Subject.CONTACT})
    if not changed <= allowed:
        raise SubjectMissing
