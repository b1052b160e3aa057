"""Telling reporters that something waits, at a moment and under a reference that lead back to no report."""

import json
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import EMAIL, Kind
from belfry.delivery.retention import forget_recipients
from belfry.people.queries import email_endpoints_of, languages_of, reach_of
from belfry.sealing.types import Report
from belfry.wording.advice import ADVICE
from belfry.wording.types import Label


class Told(StrEnum):
    """How who wrote by mail or text is told the receipt; an answer of police or town hall is told by mail."""

    ANSWER = "answer"
    TOWN = "town"
    EMAIL = "email"
    SMS = "sms"


class News(NamedTuple):
    """Something to be told about a report, or about a matter for a town hall."""

    report_id: UUID
    channel: Told = Told.ANSWER


# From when until when after the report or the answer. A receipt must not come before the report is kept.
WITHIN: Final = timedelta(hours=2)
WHEN: Final[Mapping[Told, tuple[timedelta, timedelta]]] = {
    Told.ANSWER: (timedelta(), WITHIN),
    Told.TOWN: (timedelta(), WITHIN),
    Told.EMAIL: (timedelta(minutes=1), timedelta(minutes=30)),
    Told.SMS: (timedelta(minutes=1), timedelta(minutes=30)),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reports whose author will be told, each with its moment, and notices that are on their way.

    Kept in a file beside the socket, with no person in it. Nothing of it is in the database, for a row that waits
    there would carry the instant of the answer.
    """

    path: Path

    def add(self, news: News, now: datetime) -> None:
        """Choose a moment; what waits already keeps its own."""
        waiting, sent = self._read()
        if news not in waiting:
            first, last = (one.total_seconds() for one in WHEN[news.channel])
            late = timedelta(seconds=first + secrets.randbelow(int(last - first)))
            self._write({**waiting, news: (now + late).timestamp()}, sent)

    def due(self, now: datetime) -> list[News]:
        """Return what is to be told now."""
        waiting, _ = self._read()
        return [news for news, at in waiting.items() if at <= now.timestamp()]

    def told(self, news: News, notices: Collection[int]) -> None:
        """Take it off the list, and note the notices that were enqueued."""
        waiting, sent = self._read()
        waiting.pop(news, None)
        self._write(waiting, [*sent, *notices])

    def forget_whom(self) -> None:
        """Take out of the ledger to whom the notices went that are no longer on their way."""
        waiting, sent = self._read()
        if sent:
            self._write(waiting, sorted(forget_recipients(sent)))

    def _read(self) -> tuple[dict[News, float], list[int]]:
        if not self.path.exists():
            return {}, []
        kept: Any = json.loads(self.path.read_text(encoding="ascii"))
        waiting = {}
        for name, at in kept["reports"].items():
            report, _, channel = name.partition(" ")
            waiting[News(UUID(report), Told(channel or Told.ANSWER))] = at
        return waiting, kept["notices"]

    def _write(self, waiting: Mapping[News, float], notices: Collection[int]) -> None:
        """Keep it; a file of before names the report only, whose answer is meant."""
        reports = {f"{report} {channel}": at for (report, channel), at in waiting.items()}
        unfinished = self.path.with_name(f"{self.path.name}.new")
        with open(unfinished, "w", encoding="ascii", opener=_private) as file:
            json.dump({"reports": reports, "notices": list(notices)}, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.path)


@transaction.atomic
def notify(person_id: UUID, channel: Told, report: Report | None, *, now: datetime) -> list[int]:
    """Enqueue the notice that something waits, or the receipt of a report that was written; return it.

    Nothing for who has no address of that kind.
    """
    language = languages_of([person_id])[person_id]
    kind, slots = Kind.FOR_YOUR_EYES, {"url": f"{settings.BASE_URL}/"}
    if report is not None and channel in {Told.EMAIL, Told.SMS}:
        kind, slots = Kind.REPORT_RECEIVED, _receipt(report, language)
    by = Told.SMS if channel is Told.SMS else EMAIL
    return [
        send_notice(kind, endpoint_id, language=language, slots=slots, now=now, channel=by)
        for endpoint_id in _endpoints(person_id, by)
    ]


def _receipt(report: Report, language: str) -> dict[str, str]:
    """Return what is told of a report that came by mail or text; what a form would ask to be read goes with it."""
    with translation.override(language):
        advice = str(ADVICE[Label.PATROL_TALK]) if report.speaks_of_patrol else ""
    url = f"{settings.BASE_URL}/report/own/"
    return {"receipt": report.receipt, "advice": advice, "url": url}


def _endpoints(person_id: UUID, channel: str) -> Collection[UUID]:
    if channel == EMAIL:
        return email_endpoints_of([person_id]).values()
    return [one.endpoint_id for one in reach_of([person_id], [channel]) if not one.broken]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
