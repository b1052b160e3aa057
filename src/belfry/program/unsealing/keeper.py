"""What the process that holds the keys does when it is asked; each answer takes a proof of its own."""

import base64
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.alarm import AlarmKind, raise_alarm
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.sealed import CannotOpen
from belfry.networks.neighbours import members_of
from belfry.networks.policies import is_police_of
from belfry.networks.queries import TOWN_ROLES, actor_for
from belfry.people.queries import persons_by_id
from belfry.program.unsealing.keyring import INSTALLATION, Keyring, read_keyring
from belfry.program.unsealing.making import lacking
from belfry.program.unsealing.passkeys import Passkeys
from belfry.program.unsealing.proofs import check_answer, passkey_question, person_of_session
from belfry.program.unsealing.questions import LASTS, Asked, Questions
from belfry.program.unsealing.shelf import Shelf
from belfry.program.unsealing.telling import News, Told, Waiting, notify
from belfry.sealing.boxes import open_box
from belfry.sealing.errors import ProofNotValid, ReasonMissing
from belfry.sealing.kinds import REASONS, Part, Reason
from belfry.sealing.types import Box, Matter, Report

Answer = dict[str, Any]

# Whose a report is is found for a year; what repeats itself within a month is told.
OWN: Final = timedelta(days=366)
REPEATED: Final = timedelta(days=30)


class Keeper:
    """Holds the private keys, and opens a box for who proves to be entitled."""

    def __init__(self, keys: Path, shelf: Shelf, waiting: Waiting, passkeys: Passkeys) -> None:
        """Read the keys; raise CannotStart."""
        self.keys = keys
        self.shelf = shelf
        self.waiting = waiting
        self.passkeys = passkeys
        self.keyring: Keyring = read_keyring(keys)
        self.questions = Questions()
        self.operations: Mapping[str, Callable[[Mapping[str, Any], datetime], Answer]] = {
            "ask": self._ask,
            "open": self._open,
            "own": self._own,
            "tag": self._tag,
            "written": self._written,
            "tell": self._tell,
            "tell_writer": self._tell_writer,
            "lacking": self._lacking,
        }

    def answer(self, request: Mapping[str, Any], now: datetime) -> Answer:
        """Do one thing; raise DomainError for a refusal, KeyError, TypeError or ValueError for what is no question."""
        return self.operations[request["operation"]](request, now)

    def tell_who_is_due(self, now: datetime) -> None:
        """Enqueue the notices whose moment has come, and forget whose the earlier ones were."""
        self.waiting.forget_whom()
        for news in self.waiting.due(now):
            notices: list[int] = []
            # The report may have been erased in the meantime, never have been kept, or its key be gone.
            with suppress(NotFound, CannotOpen):
                notices = self._notices(news, now)
            self.waiting.told(news, notices)

    def _notices(self, news: News, now: datetime) -> list[int]:
        if news.channel is Told.TOWN:
            writer = self._writer(self.shelf.matter(news.report_id))
            return notify(writer, news.channel, None, now=now)
        report = self.shelf.report(news.report_id)
        return notify(self._reporter(report), news.channel, report, now=now)

    def check_keys(self) -> None:
        """Raise the alarm for a key that was published and whose private half is not here."""
        if not lacking(self.keyring):
            return
        # It may have been made since.
        self.keyring = read_keyring(self.keys)
        for zone_id, version in lacking(self.keyring):
            name = str(zone_id or INSTALLATION)
            raise_alarm(AlarmKind.STRANGE_SEAL_KEY, zone=name, version=version)

    def _ask(self, request: Mapping[str, Any], now: datetime) -> Answer:
        person_id, report_id = UUID(request["person"]), UUID(request["report"])
        part = Part(request["part"])
        reason = request.get("reason", "")
        if reason not in REASONS[part]:
            raise ReasonMissing
        self._check_mandate(person_id, self.shelf.report(report_id), now)
        options, state = passkey_question(person_id, self.passkeys)
        asked = Asked(person_id, report_id, part, Reason(reason), state, now + LASTS)
        return {"challenge": self.questions.ask(asked, now=now), "options": options}

    def _open(self, request: Mapping[str, Any], now: datetime) -> Answer:
        asked = self.questions.take(request["challenge"], now=now)
        if (str(asked.report_id), asked.part) != (request["report"], request["part"]):
            raise ProofNotValid
        check_answer(asked.person_id, asked.state, request["assertion"], self.passkeys)
        report = self.shelf.report(asked.report_id)
        self._check_mandate(asked.person_id, report, now)
        with transaction.atomic():
            record(
                "sighting.opened",
                subject=f"sighting:{report.id}",
                person_id=asked.person_id,
                at=now,
                zone_id=report.zone_id,
                detail={"part": asked.part.value, "reason": asked.reason.value},
            )
        if asked.part == Part.IDENTITY:
            return {"plain": self._opened(report.identity), "letters": {}, "photographs": []}
        return {
            "plain": self._opened(report.text),
            "letters": self._letters(report.id)[report.id],
            "photographs": [
                base64.b64encode(self._unsealed(box)).decode()
                for box in self.shelf.photographs(report.id)
            ],
        }

    def _own(self, request: Mapping[str, Any], now: datetime) -> Answer:
        person_id = person_of_session(request["session"])
        found = self._reports_of(person_id, now - OWN)
        letters = self._letters(*found)
        matters = self._owned(person_id, self.shelf.matters_since(local(now - OWN).date()))
        return {
            "reports": [{"report": str(one), "letters": letters[one]} for one in found],
            "matters": [str(one) for one in matters],
        }

    def _tag(self, request: Mapping[str, Any], now: datetime) -> Answer:
        person_id = person_of_session(request["session"])
        about = set(request["about"])
        earlier = self._reports_of(person_id, now - REPEATED) if about else []
        return {
            "tag": self.keyring.tag_of(person_id, UUID(request["report"])).hex(),
            "repeated": any(about & self._about(report_id) for report_id in earlier),
        }

    def _written(self, request: Mapping[str, Any], now: datetime) -> Answer:
        """Tag a report that somebody wrote by mail or text, under an id that did not exist: it tells of no other."""
        person_id, report_id = UUID(request["person"]), uuid4()
        self.waiting.add(News(report_id, Told(request["channel"])), now)
        return {
            "report": str(report_id),
            "tag": self.keyring.tag_of(person_id, report_id).hex(),
        }

    def _tell(self, request: Mapping[str, Any], now: datetime) -> Answer:
        report = self.shelf.report(UUID(request["report"]))
        self._check_mandate(person_of_session(request["session"]), report, now)
        self.waiting.add(News(report.id), now)
        return {}

    def _tell_writer(self, request: Mapping[str, Any], now: datetime) -> Answer:
        matter = self.shelf.matter(UUID(request["matter"]))
        actor = self._actor(person_of_session(request["session"]), now)
        if matter.municipality_id not in actor.municipalities(*TOWN_ROLES):
            raise NotFound
        self.waiting.add(News(matter.id, Told.TOWN), now)
        return {}

    def _lacking(self, request: Mapping[str, Any], now: datetime) -> Answer:
        self.keyring = read_keyring(self.keys)
        found = lacking(self.keyring)
        return {"lacking": [f"{zone or INSTALLATION} {version}" for zone, version in found]}

    def _check_mandate(self, person_id: UUID, report: Report, now: datetime) -> None:
        """Raise NotFound unless this person is mandated for zone or network of the report at this very moment."""
        actor = self._actor(person_id, now)
        if not is_police_of(actor, report.network_id, [report.zone_id]):
            raise NotFound

    def _actor(self, person_id: UUID, now: datetime) -> Actor:
        person = persons_by_id([person_id]).get(person_id)
        if person is None or not person.is_active:
            raise NotFound
        return actor_for(person_id, at=now)

    def _reports_of(self, person_id: UUID, since: datetime) -> list[UUID]:
        return self._owned(person_id, self.shelf.tags_since(local(since).date()))

    def _owned(self, person_id: UUID, tags: Iterable[tuple[UUID, bytes]]) -> list[UUID]:
        return [
            found
            for found, tag in tags
            if hmac.compare_digest(tag, self.keyring.tag_of(person_id, found))
        ]

    def _letters(self, *report_ids: UUID) -> dict[UUID, dict[str, str]]:
        found: dict[UUID, dict[str, str]] = {report_id: {} for report_id in report_ids}
        for report_id, letter_id, box in self.shelf.letters(report_ids):
            # One whose key is lost takes nothing else along.
            with suppress(CannotOpen):
                found[report_id][str(letter_id)] = self._opened(box)
        return found

    def _about(self, report_id: UUID) -> set[str]:
        try:
            text = self._opened(self.shelf.report(report_id).text)
        except CannotOpen:
            # Nobody is kept from reporting because an older key is lost.
            return set()
        return set(json.loads(text).get("about", ()))

    def _reporter(self, report: Report) -> UUID:
        return UUID(json.loads(self._opened(report.identity))["person"])

    def _writer(self, matter: Matter) -> UUID:
        """Return the member whose tag it is; raise NotFound for who is none any more.

        The tag names nobody, so each member of the network is tried.
        """
        for person_id in members_of(matter.network_id):
            if hmac.compare_digest(matter.tag, self.keyring.tag_of(person_id, matter.id)):
                return person_id
        raise NotFound

    def _opened(self, box: Box) -> str:
        return self._unsealed(box).decode()

    def _unsealed(self, box: Box) -> bytes:
        if (box.zone_id, box.version) not in self.keyring.private:
            # It may have been made since.
            self.keyring = read_keyring(self.keys)
        return open_box(self.keyring.key(box.zone_id, box.version), box.sealed, box.place)
