"""The settings file that describes a gateway's API to `generic.Generic`; docs/subsystems/channels.md explains it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeGuard

from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.callbacks import FRESH_SECONDS
from belfry.delivery.channels.contract import Fate
from belfry.delivery.workflow import Cause, State

OUTCOMES: Final[Mapping[str, tuple[Fate, Cause | None]]] = {
    "accepted": (Fate.ACCEPTED, None),
    "throttled": (Fate.THROTTLED, Cause.THROTTLED),
    "bad_number": (Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
    "refused": (Fate.REFUSED, Cause.REFUSED),
    "no_credit": (Fate.NOT_TRIED, Cause.NO_CREDIT),
    "sign_in": (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    "temporary": (Fate.TEMPORARY, Cause.TEMPORARY),
}
STATES: Final = {state.value: state for state in (State.ACCEPTED, State.DELIVERED, State.FAILED)}
CAUSES: Final = {
    cause.value: cause for cause in (Cause.UNKNOWN_NUMBER, Cause.OUT_OF_REACH, Cause.BLOCKED)
}
SIGN_IN: Final = ("basic", "bearer", "header", "none")
SIGNED_BY: Final = ("hmac", "secret")
ENCODINGS: Final = ("hex", "base64")
NUMBERS: Final = ("+", "00", "")

# What each table may hold, and as what; a key that stands nowhere here is a typing error.
TEXT, TABLE, FLAG, NUMBER = "text", "table", "flag", "number"
KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "request": {
        "method": TEXT,
        "path": TEXT,
        "form": FLAG,
        "number": TEXT,
        "headers": TABLE,
        "body": TABLE,
    },
    "sign_in": {"by": TEXT, "header": TEXT},
    "answer": {"id": TEXT, "code": TEXT, "parts": TEXT, "codes": TABLE},
    "callbacks": {
        "signed_by": TEXT,
        "header": TEXT,
        "encoding": TEXT,
        "signed": TEXT,
        "timestamp": TEXT,
        "most_age": NUMBER,
        "events": TEXT,
        "key": TEXT,
        "reference": TEXT,
        "supplier_reference": TEXT,
        "status": TEXT,
        "error": TEXT,
        "number": TEXT,
        "text": TEXT,
        "states": TABLE,
        "errors": TABLE,
    },
}
TYPES: Final = {TEXT: str, TABLE: dict, FLAG: bool, NUMBER: int}


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """How a text is sent."""

    method: str
    path: str
    form: bool
    number: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    sign_in: str
    sign_in_header: str


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """What an answer means: paths into its JSON, and {code or HTTP status: outcome}."""

    id: str
    code: str
    parts: str
    outcomes: Mapping[str, tuple[Fate, Cause | None]]


@dataclass(frozen=True, slots=True)
class CallbackSettings:
    """How callbacks are signed, and paths into what they say."""

    signed_by: str
    header: str
    encoding: str
    signed: str
    timestamp: str
    most_age: float
    events: str
    key: str
    reference: str
    supplier_reference: str
    status: str
    error: str
    number: str
    text: str
    states: Mapping[str, State]
    causes: Mapping[str, Cause]


@dataclass(frozen=True, slots=True)
class Settings:
    """All of a settings file."""

    request: RequestSettings
    answer: AnswerSettings
    callbacks: CallbackSettings


def read_settings(path: str) -> Settings:
    """Return what a settings file says; raise ImproperlyConfigured with the file's name and the fault."""
    try:
        told = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return _read(told)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise ImproperlyConfigured(f"{path} cannot be read: {reason}.") from None
    except ValueError as error:
        raise ImproperlyConfigured(f"{path}: {error}") from None


class _Table:
    """One table of the file, whose keys and kinds of value were checked."""

    def __init__(self, told: Mapping[str, object], name: str) -> None:
        self.name = name
        found = told.get(name, {})
        if not _is_table(found):
            raise ValueError(f"{name} must be a table.")
        for key, value in found.items():
            kind = KEYS[name].get(key)
            if kind is None:
                raise ValueError(f"{name} has no key {key}.")
            if not isinstance(value, TYPES[kind]):
                raise ValueError(f"{name}.{key} must be a {kind}.")  # noqa: TRY004
        self.found = found

    def text(self, key: str, default: str = "") -> str:
        return str(self.found.get(key, default))

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise ValueError(f"{self.name}.{key} must be one of {', '.join(map(repr, allowed))}.")
        return value

    def table(self, key: str) -> Mapping[str, object]:
        value = self.found.get(key, {})
        return value if _is_table(value) else {}

    def words(self, key: str, meanings: Mapping[str, object]) -> Mapping[str, str]:
        """Return {the gateway's word: our meaning} for a table of {our meaning: its words}."""
        found = {}
        for meaning, words in self.table(key).items():
            if meaning not in meanings or not isinstance(words, list):
                known = ", ".join(meanings)
                raise ValueError(f"{self.name}.{key} holds lists named {known}.")
            found.update({str(word): meaning for word in words})
        return found


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _read(told: Mapping[str, object]) -> Settings:
    for name in told:
        if name not in KEYS:
            raise ValueError(f"there is no table {name}.")
    return Settings(_request(told), _answer(told), _callbacks(told))


def _request(told: Mapping[str, object]) -> RequestSettings:
    request, sign_in = _Table(told, "request"), _Table(told, "sign_in")
    if not request.table("body"):
        raise ValueError("request.body says what is sent.")
    return RequestSettings(
        method=request.choice("method", ("POST", "PUT"), "POST"),
        path=request.text("path"),
        form=bool(request.found.get("form", False)),
        number=request.choice("number", NUMBERS, "+"),
        headers={name: str(value) for name, value in request.table("headers").items()},
        body=request.table("body"),
        sign_in=sign_in.choice("by", SIGN_IN, "basic"),
        sign_in_header=sign_in.text("header", "X-Api-Key"),
    )


def _answer(told: Mapping[str, object]) -> AnswerSettings:
    answer = _Table(told, "answer")
    return AnswerSettings(
        id=answer.text("id"),
        code=answer.text("code"),
        parts=answer.text("parts"),
        outcomes={
            word: OUTCOMES[meaning] for word, meaning in answer.words("codes", OUTCOMES).items()
        },
    )


def _callbacks(told: Mapping[str, object]) -> CallbackSettings:
    callbacks = _Table(told, "callbacks")
    return CallbackSettings(
        signed_by=callbacks.choice("signed_by", SIGNED_BY, "hmac"),
        header=callbacks.text("header", "x-signature").lower(),
        encoding=callbacks.choice("encoding", ENCODINGS, "hex"),
        signed=callbacks.text("signed", "{timestamp}.{body}"),
        timestamp=callbacks.text("timestamp", "x-timestamp").lower(),
        most_age=float(callbacks.text("most_age", str(FRESH_SECONDS))),
        events=callbacks.text("events"),
        key=callbacks.text("key"),
        reference=callbacks.text("reference", "reference"),
        supplier_reference=callbacks.text("supplier_reference", "id"),
        status=callbacks.text("status", "status"),
        error=callbacks.text("error"),
        number=callbacks.text("number", "from"),
        text=callbacks.text("text", "text"),
        states={
            word: STATES[meaning] for word, meaning in callbacks.words("states", STATES).items()
        },
        causes={
            word: CAUSES[meaning] for word, meaning in callbacks.words("errors", CAUSES).items()
        },
    )
