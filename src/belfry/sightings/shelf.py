"""The sealed columns of reports and letters, for the process that holds the keys; it asks no actor, but a proof."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from belfry.core.errors import NotFound
from belfry.core.sealed import place_of
from belfry.sealing.types import Box, Matter, Report
from belfry.sightings.models import Letter, Photograph, Sighting, TownMatter


class Shelf:
    """Where the process that holds the keys finds what it may open."""

    def report(self, report_id: UUID) -> Report:
        """Return a report; raise NotFound."""
        row = Sighting.objects.filter(pk=report_id).first()
        if row is None:
            raise NotFound
        return Report(
            row.pk,
            row.zone_id,
            row.network_id,
            Box(row.zone_id, row.key_version, place_of(row, "text"), bytes(row.text)),
            Box(row.zone_id, row.key_version, place_of(row, "identity"), bytes(row.identity)),
            row.receipt,
            row.speaks_of_patrol,
        )

    def photographs(self, report_id: UUID) -> Iterable[Box]:
        """Return the photographs of a report in their order."""
        for row in Photograph.objects.filter(sighting=report_id).select_related("sighting"):
            zone_id = row.sighting.zone_id
            yield Box(zone_id, row.key_version, place_of(row, "picture"), bytes(row.picture))

    def tags_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        """Return id and owner's tag of each report since a day."""
        rows = Sighting.objects.filter(received_on__gte=day).values_list("pk", "owner")
        return ((report_id, bytes(tag)) for report_id, tag in rows.iterator())

    def matters_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        """Return id and owner's tag of each matter for a town hall since a day."""
        rows = TownMatter.objects.filter(made_at__date__gte=day).values_list("pk", "owner")
        return ((matter_id, bytes(tag)) for matter_id, tag in rows.iterator())

    def matter(self, matter_id: UUID) -> Matter:
        """Return a matter for a town hall; raise NotFound."""
        row = TownMatter.objects.filter(pk=matter_id).first()
        if row is None:
            raise NotFound
        return Matter(row.pk, row.municipality_id, row.network_id, bytes(row.owner))

    def letters(self, report_ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID, Box]]:
        """Return report, id and box of each letter about these reports."""
        for row in Letter.objects.filter(sighting__in=report_ids):
            box = Box(None, row.key_version, place_of(row, "words"), bytes(row.words))
            yield row.sighting_id, row.pk, box
