"""Telling reporters that something waits, at a moment and under a reference that lead back to no report."""

import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.delivery.retention import forget_recipients
from belfry.people.queries import email_endpoints_of, languages_of

WITHIN: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reports whose author will be told, each with its moment, and notices that are on their way.

    Kept in a file beside the socket, with no person in it. Nothing of it is in the database, for a row that waits
    there would carry the instant of the answer.
    """

    path: Path

    def add(self, report_id: UUID, now: datetime) -> None:
        """Choose a moment of the next two hours; a report that waits already keeps its own."""
        reports, sent = self._read()
        if str(report_id) not in reports:
            late = timedelta(seconds=secrets.randbelow(int(WITHIN.total_seconds())))
            self._write({**reports, str(report_id): (now + late).timestamp()}, sent)

    def due(self, now: datetime) -> list[UUID]:
        """Return the reports whose moment has come."""
        reports, _ = self._read()
        return [UUID(report) for report, at in reports.items() if at <= now.timestamp()]

    def told(self, report_id: UUID, notices: Collection[int]) -> None:
        """Take a report off the list, and note the notices that were enqueued."""
        reports, sent = self._read()
        reports.pop(str(report_id), None)
        self._write(reports, [*sent, *notices])

    def forget_whom(self) -> None:
        """Take out of the ledger to whom the notices went that are no longer on their way."""
        reports, sent = self._read()
        if sent:
            self._write(reports, sorted(forget_recipients(sent)))

    def _read(self) -> tuple[dict[str, float], list[int]]:
        if not self.path.exists():
            return {}, []
        kept: Any = json.loads(self.path.read_text(encoding="ascii"))
        return kept["reports"], kept["notices"]

    def _write(self, reports: dict[str, float], notices: Collection[int]) -> None:
        unfinished = self.path.with_name(f"{self.path.name}.new")
        with open(unfinished, "w", encoding="ascii", opener=_private) as file:
            json.dump({"reports": reports, "notices": list(notices)}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.path)


@transaction.atomic
def notify(person_id: UUID, *, now: datetime) -> list[int]:
    """Enqueue the notice that something waits, and return it; nothing for who has no e-mail address."""
    languages = languages_of([person_id])
    return [
        send_notice(
            Kind.FOR_YOUR_EYES,
            endpoint_id,
            language=languages[person_id],
            slots={"url": f"{settings.BASE_URL}/"},
            now=now,
        )
        for endpoint_id in email_endpoints_of([person_id]).values()
    ]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
