"""What the partners of a dossier agreed, as a network keeps it."""

from collections import defaultdict

from belfry.founding.models import Dossier, PaperVersion, Perimeter, Section
from belfry.founding.plans import CommunicationPlan
from belfry.networks.kinds import Paper
from belfry.networks.types import CharterDetails, PerimeterDetails, PlanDetails

# The section of the communication plan that is kept as fields.
ARRANGEMENTS = "arrangements"


def plan_of(dossier: Dossier) -> PlanDetails | None:
    """Return the communication plan, or None where the dossier has none of its own."""
    row = Section.objects.filter(
        dossier=dossier, paper=Paper.COMMUNICATION_PLAN, key=ARRANGEMENTS
    ).first()
    return CommunicationPlan.kept(row.content).details if row and row.content else None


def perimeter_of(dossier: Dossier) -> PerimeterDetails | None:
    """Return the newest perimeter, or None of a sector."""
    row = Perimeter.objects.filter(dossier=dossier).order_by("version").last()
    if row is None:
        return None
    streets = [
        {
            "street": one.street_id,
            "first": one.first_number,
            "last": one.last_number,
            "side": one.side,
        }
        for one in row.streets.order_by("pk")
    ]
    return PerimeterDetails(row.shape, streets)


def charter_of(dossier: Dossier) -> CharterDetails:
    """Return every paper as data, and the sealed file; without a file where nothing had to be signed."""
    papers: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in Section.objects.filter(dossier=dossier).order_by("place", "key"):
        papers[row.paper].append({"key": row.key, "content": row.content})
    version = PaperVersion.objects.filter(
        dossier=dossier, version=dossier.papers_version, sealed__isnull=False
    ).first()
    file = bytes(version.sealed.content) if version and version.sealed else b""
    return CharterDetails(papers, file)
