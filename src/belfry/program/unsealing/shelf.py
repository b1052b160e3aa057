"""What the process that holds the keys reads of the reports."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from belfry.sealing.types import Box, Matter, Report


class Shelf(Protocol):
    """Where reports are (`belfry.sightings.shelf`)."""

    def report(self, report_id: UUID) -> Report:
        """Return a report; raise NotFound."""

    def photographs(self, report_id: UUID) -> Iterable[Box]:
        """Return the photographs of a report in their order."""

    def tags_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        """Return id and owner's tag of each report since a day."""

    def matters_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        """Return id and owner's tag of each matter for a town hall since a day."""

    def matter(self, matter_id: UUID) -> Matter:
        """Return a matter for a town hall; raise NotFound."""

    def letters(self, report_ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID, Box]]:
        """Return report, id and box of each letter about these reports."""
