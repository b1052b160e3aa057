"""Ask the process that holds the keys (`belfry unseal`): one line of JSON there, one back.

It believes nobody: each answer takes a proof of its own (docs/subsystems/sealing.md).
"""

import json
import socket
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.core.sealed import CannotOpen
from belfry.sealing.errors import (
    NobodyAnswers,
    NoPasskey,
    PasskeyUnknown,
    ProofNotValid,
    ReasonMissing,
    SignInAgain,
    TooManyQuestions,
)
from belfry.sealing.kinds import Part
from belfry.sealing.sockets import reach
from belfry.sealing.types import Opened, OwnReport, Question, Tag

ANSWER_SECONDS: Final = 10.0
REFUSALS: Final[Mapping[str, type[DomainError]]] = {
    refusal.code: refusal
    for refusal in (
        CannotOpen,
        NoPasskey,
        NotAllowed,
        NotFound,
        PasskeyUnknown,
        ProofNotValid,
        ReasonMissing,
        SignInAgain,
        TooManyQuestions,
    )
}


def question_for(person_id: UUID, report_id: UUID, part: Part, reason: str) -> Question:
    """Return what this person's passkey must answer before a part of a report is opened.

    `reason` is one of `kinds.REASONS[part]`. Raises NotFound, NotAllowed, ReasonMissing, NoPasskey, PasskeyUnknown, TooManyQuestions
    or NobodyAnswers.
    """
    given = _asked(
        "ask", person=str(person_id), report=str(report_id), part=str(part), reason=str(reason)
    )
    return Question(given["challenge"], given["options"])


def opened(report_id: UUID, part: Part, challenge: str, assertion: str) -> Opened:
    """Return a part of a report, for the answer of the passkey (JSON as the browser gives it) to a question about it.

    It is in the record of the zone before it is here. Raises ProofNotValid, NotAllowed, NotFound, CannotOpen or
    NobodyAnswers.
    """
    about = {"report": str(report_id), "part": str(part)}
    given = _asked("open", **about, challenge=challenge, assertion=assertion)
    return Opened(given["plain"], _letters(given["letters"]), tuple(given["photographs"]))


def own_reports(session_key: str) -> tuple[OwnReport, ...]:
    """Return the reports of the last year of whoever has this session, with the letters about them.

    What that person told the town hall is among them, without letters.

    `session_key` is what the cookie says; the table of sessions knows its digest only. Raises SignInAgain or NobodyAnswers.
    """
    given = _asked("own", session=session_key)
    reports = (OwnReport(UUID(one["report"]), _letters(one["letters"])) for one in given["reports"])
    return (*reports, *(OwnReport(UUID(one), {}) for one in given.get("matters", ())))


def tag_for(session_key: str, report_id: UUID, about: Iterable[str] = ()) -> Tag:
    """Return what a report that is being written keeps in place of its author.

    `about` names the persons and homes it is about, each as one normalised line, as the list "about" inside the sealed
    text (JSON) does. Raises SignInAgain or NobodyAnswers.
    """
    given = _asked("tag", session=session_key, report=str(report_id), about=list(about))
    return Tag(bytes.fromhex(given["tag"]), given["repeated"])


def tag_for_writer(person_id: UUID, channel: str) -> tuple[UUID, Tag]:
    """Return the id that a report must take which somebody wrote by mail or text, and what it keeps in place of its author.

    The process makes up the id, so nobody learns by it whose a report is that exists already. Within half an hour
    of the report, it tells the writer the receipt by `channel`. Raises NobodyAnswers.
    """
    given = _asked("written", person=str(person_id), channel=channel)
    return UUID(given["report"]), Tag(bytes.fromhex(given["tag"]), repeated=False)


def tell_reporter(session_key: str, report_id: UUID) -> None:
    """Let the reporter be told, at a random moment of the next two hours, that something waits; without a word of what.

    `session_key` is that of an officer or chief of the zone: whoever could have anybody told would see in the ledger
    who that is. The reporter is the "person" inside the sealed identity (JSON, an id). Raises NotFound, SignInAgain
    or NobodyAnswers.
    """
    _asked("tell", session=session_key, report=str(report_id))


def tell_writer(session_key: str, matter_id: UUID) -> None:
    """Let who told the town hall something be told, at such a moment too, that its answer waits.

    `session_key` is that of an official or the mayor of that town. Raises NotFound, SignInAgain or NobodyAnswers.
    """
    _asked("tell_writer", session=session_key, matter=str(matter_id))


def lacking_keys() -> list[str]:
    """Return the published keys (zone, or "installation", and version) of which that process lacks the private half.

    Raises NobodyAnswers.
    """
    return list(_asked("lacking")["lacking"])


def _letters(given: Mapping[str, str]) -> dict[UUID, str]:
    return {UUID(letter): text for letter, text in given.items()}


def _asked(operation: str, **fields: Any) -> dict[str, Any]:
    line = json.dumps({"operation": operation, **fields}).encode() + b"\n"
    try:
        with reach(settings.UNSEAL_SOCKET) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as answer:
                given: dict[str, Any] = json.loads(answer.readline())
    except (OSError, ValueError):
        raise NobodyAnswers from None
    refused = given.get("refused")
    if refused:
        raise REFUSALS.get(refused, NobodyAnswers)
    return given
