"""Tell people by mail that a dossier waits for them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from belfry.core.clock import local
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.founding.models import Dossier
from belfry.founding.workflow import DossierKind
from belfry.networks.queries import coordinator_ids, officials_of
from belfry.people.queries import email_endpoints_of, languages_of


def page_of(dossier_id: UUID, page: str = "") -> str:
    """Return the absolute address of a dossier, or of one of its pages ("consultation/")."""
    return f"{settings.BASE_URL}/dossiers/{dossier_id}/{page}"


def tell(
    person_ids: Collection[UUID],
    dossier: Dossier,
    task: str | Promise,
    *,
    page: str = "",
    now: datetime,
) -> None:
    """Send each person who has an e-mail address one notice: the dossier's name, the task, a link.

    `task` is one whole sentence, lazily translated, that says what is to be done; it names nobody.
    """
    languages = languages_of(list(person_ids))
    for person_id, endpoint_id in email_endpoints_of(person_ids).items():
        with translation.override(languages[person_id]):
            sentence = str(task)
        send_notice(
            Kind.DOSSIER,
            endpoint_id,
            language=languages[person_id],
            slots={"name": dossier.name, "task": sentence, "url": page_of(dossier.pk, page)},
            now=now,
        )


def officials_for(dossier: Dossier, *, now: datetime) -> frozenset[UUID]:
    """Return clerks and mayors of the dossier's towns, officers and chiefs of its zones, today."""
    return officials_of(
        zone_ids=dossier.zones.values_list("zone_id", flat=True),
        town_ids=dossier.towns.values_list("municipality_id", flat=True),
        on=local(now).date(),
    )


def police_for(dossier: Dossier, *, now: datetime) -> frozenset[UUID]:
    """Return officers and chiefs of the dossier's zones, today."""
    zones = dossier.zones.values_list("zone_id", flat=True)
    return officials_of(zone_ids=zones, on=local(now).date())


def partners_for(dossier: Dossier, *, now: datetime) -> frozenset[UUID]:
    """Return everybody who prepares a dossier: officials, founders, who stands or coordinates its network."""
    candidates = dossier.candidates.filter(withdrawn_at__isnull=True).exclude(suitable=False)
    standing = frozenset(candidates.values_list("person_id", flat=True))
    found = officials_for(dossier, now=now) | founders_of(dossier) | standing
    if dossier.network_id is None:
        return found
    return found | coordinator_ids(dossier.network_id, on=local(now).date())


def founders_of(dossier: Dossier) -> frozenset[UUID]:
    """Return who holds the pen for the residents, traders or profession."""
    standing = dossier.founders.filter(until__isnull=True)
    return frozenset(standing.values_list("person_id", flat=True))


def proposers_of(dossier: Dossier, *, now: datetime) -> frozenset[UUID]:
    """Return who proposes candidates: the founders, or who looks after a network that seeks a successor."""
    if dossier.kind != DossierKind.SUCCESSION or dossier.network_id is None:
        return founders_of(dossier)
    keepers = coordinator_ids(dossier.network_id, on=local(now).date())
    return keepers or police_for(dossier, now=now)
