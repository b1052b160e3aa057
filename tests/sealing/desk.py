"""A keeper of keys for the tests, with a shelf of its own: what is on it was sealed as a page seals it."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.program.unsealing.keeper import Keeper
from belfry.program.unsealing.making import make_key
from belfry.program.unsealing.passkeys import Passkeys
from belfry.program.unsealing.telling import Waiting
from belfry.sealing.boxes import seal_to
from belfry.sealing.queries import letters_key, newest_key
from belfry.sealing.types import Box, Matter, Report
from tests.cast import NOON


@dataclass
class Shelf:
    reports: dict[UUID, tuple[Report, bytes, date]] = field(default_factory=dict)
    written: list[tuple[UUID, UUID, Box]] = field(default_factory=list)
    matters: dict[UUID, Matter] = field(default_factory=dict)

    def report(self, report_id: UUID) -> Report:
        if report_id not in self.reports:
            raise NotFound
        return self.reports[report_id][0]

    def tags_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        return [(one, tag) for one, (_, tag, on) in self.reports.items() if on >= day]

    def photographs(self, report_id: UUID) -> Iterable[Box]:
        return ()

    def matters_since(self, day: date) -> Iterable[tuple[UUID, bytes]]:
        return []

    def matter(self, matter_id: UUID) -> Matter:
        if matter_id not in self.matters:
            raise NotFound
        return self.matters[matter_id]

    def letters(self, report_ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID, Box]]:
        return [one for one in self.written if one[0] in report_ids]


@dataclass
class Desk:
    """A keeper, its keys, and what it keeps."""

    folder: Path
    zone_id: UUID
    network_id: UUID
    shelf: Shelf = field(default_factory=Shelf)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = self.folder / "keys"
        for zone in (None, self.zone_id):
            make_key(self.keys, zone, now=NOON)
        self.keeper = Keeper(
            self.keys,
            self.shelf,
            Waiting(self.folder / "waiting"),
            Passkeys(self.folder / "passkeys"),
        )

    def put(self, person_id: UUID, text: str = "Een witte bestelwagen", *, on: date | None = None,
            about: Collection[str] = (), report_id: UUID | None = None) -> UUID:  # fmt: skip
        """Put a report of somebody on the shelf."""
        report_id = report_id or uuid4()
        plain = json.dumps({"words": text, "about": list(about)})
        identity = json.dumps({"person": str(person_id), "name": "Chloé"})
        report = Report(
            report_id, self.zone_id, self.network_id, self.box(report_id, "text", plain),
            self.box(report_id, "identity", identity),
        )  # fmt: skip
        tag = self.keeper.keyring.tag_of(person_id, report_id)
        self.shelf.reports[report_id] = (report, tag, on or local(NOON).date())
        return report_id

    def write(self, report_id: UUID, words: str) -> UUID:
        """Add a letter about a report."""
        letter, key = uuid4(), letters_key()
        place = f"sightings_letter|words|{letter}"
        sealed = seal_to(bytes(key.public_key), words.encode(), place)
        self.shelf.written.append((report_id, letter, Box(None, key.version, place, sealed)))
        return letter

    def box(self, report_id: UUID, column: str, plain: str) -> Box:
        key, place = newest_key(self.zone_id), f"sightings_sighting|{column}|{report_id}"
        sealed = seal_to(bytes(key.public_key), plain.encode(), place)
        return Box(self.zone_id, key.version, place, sealed)

    def ask(self, person_id: UUID, report_id: UUID, *, now: Any = NOON, **more: str) -> Any:
        """Ask to open a report: its text, to judge it, unless said otherwise."""
        question = {"person": str(person_id), "report": str(report_id), "part": "text",
                    "reason": "to_assess", **more}  # fmt: skip
        found = self.keeper.answer({"operation": "ask", **question}, now)
        self.asked[found["challenge"]] = {one: question[one] for one in ("report", "part")}
        return found

    def open(self, challenge: str, assertion: str, *, now: Any = NOON, **more: str) -> Any:
        """Open what a question was about, unless something else is named."""
        question = {**self.asked.get(challenge, {}), "challenge": challenge, "assertion": assertion}
        return self.keeper.answer({"operation": "open", **question, **more}, now)
