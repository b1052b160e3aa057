"""The process that holds the keys, inside the test: it answers as it does over its socket."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from belfry.networks.queries import actor_for
from belfry.people.queries import persons_by_id
from belfry.program.unsealing.keeper import Keeper
from belfry.program.unsealing.making import make_key
from belfry.program.unsealing.passkeys import Passkeys
from belfry.program.unsealing.telling import Waiting
from belfry.sealing import client
from belfry.sealing.kinds import Part, Reason
from belfry.sealing.types import Opened, Tag
from belfry.sightings.actions.reporting import report
from belfry.sightings.shelf import Shelf
from belfry.sightings.types import Told
from belfry.web.signin.session import BACKEND
from tests.cast import NOON, Cast

TOLD = Told(
    behaviour="tried_doors",
    moment="yesterday",
    place="Meerstraat",
    words="Hij voelde aan drie deuren en liep weg toen er licht aanging.",
)


def tag_of_nobody(key: UUID) -> Tag:
    """Return a tag that is nobody's, where no process holds keys."""
    return Tag(key.bytes * 2, repeated=False)


@dataclass
class Keeping:
    """A keeper at work, and what the cast does with it."""

    cast: Cast
    keeper: Keeper

    def asked(self, operation: str, **fields: Any) -> dict[str, Any]:
        """Stand in for the socket."""
        line = json.loads(json.dumps({"operation": operation, **fields}))
        return json.loads(json.dumps(self.keeper.answer(line, timezone.now())))

    def reopened(self) -> "Keeping":
        """Let the process have been started again."""
        self.keeper = Keeper(
            self.keeper.keys, self.keeper.shelf, self.keeper.waiting, self.keeper.passkeys
        )
        return self

    def session_of(self, who: str | UUID) -> str:
        """Return the key of a living session of a figure, or of somebody else."""
        person_id = self.cast.person(who) if isinstance(who, str) else who
        browser = Client()
        browser.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
        return browser.session.session_key or ""

    def tell(self, sighting_id: UUID) -> None:
        """Let the reporter be told, as officer An."""
        client.tell_reporter(self.session_of("officer_an"), sighting_id)

    def tell_writer(self, matter_id: UUID) -> None:
        """Let who told the town hall something be told, as its official Nadia."""
        client.tell_writer(self.session_of("clerk_nadia"), matter_id)

    def report(self, told: Told = TOLD, *, by: str | UUID = "member_chloe", **more: Any) -> UUID:
        """Let a figure, or somebody else, report something in Meerstraat, and return its id."""
        key = more.pop("key", None) or uuid4()
        session_key = more.pop("session_key", None) or self.session_of(by)
        tag = partial(client.tag_for, session_key)
        with_usual = {"read": (), "now": NOON, "tag": tag, **more}
        actor = getattr(self.cast, by) if isinstance(by, str) else actor_for(by, at=NOON)
        report(actor, self.cast.stage.meerstraat, told, key=key, **with_usual)
        return key

    def opened(self, sighting_id: UUID, part: Part = Part.TEXT) -> Opened:
        """Open a part of a report as officer An does in the demonstration."""
        reason = Reason.TO_ASSESS if part == Part.TEXT else Reason.TO_HEAR
        asked = client.question_for(self.cast.person("officer_an"), sighting_id, part, reason)
        return client.opened(sighting_id, part, asked.challenge, "demonstration")


@contextmanager
def keeping(cast: Cast, folder: Path) -> Iterator[Keeping]:
    """Make keys for the installation and for Beiaard, and answer whoever asks."""
    for zone_id in (None, cast.stage.beiaard):
        make_key(folder / "keys", zone_id, now=NOON)
    kept = Keeping(
        cast,
        Keeper(
            folder / "keys", Shelf(), Waiting(folder / "waiting"), Passkeys(folder / "passkeys")
        ),
    )
    with (
        patch.object(client, "_asked", kept.asked),
        patch("belfry.program.unsealing.proofs.is_demonstration", return_value=True),
    ):
        yield kept


@contextmanager
def keeping_for_a_while(cast: Cast) -> Iterator[Keeping]:
    """The same in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, keeping(cast, Path(folder)) as kept:
        yield kept
