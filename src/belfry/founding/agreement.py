"""What the partners of a dossier agreed, as a network keeps it."""

from collections import defaultdict

from belfry.founding.models import Dossier, PaperVersion, Perimeter
from belfry.founding.sections import in_order
from belfry.networks.types import CharterDetails, PerimeterDetails


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
    for row in in_order(dossier):
        papers[row.paper].append({"key": row.key, "title": row.titles, "content": row.content})
    version = PaperVersion.objects.filter(
        dossier=dossier, version=dossier.papers_version, sealed__isnull=False
    ).first()
    file = bytes(version.sealed.content) if version and version.sealed else b""
    return CharterDetails(papers, file)
