"""Who is there: a passkey that answers, or the key of a session that lives."""

import json
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity, UserVerificationRequirement

from belfry.core.mode import mode_of_home
from belfry.people.queries import persons_by_id
from belfry.program.unsealing.passkeys import Passkeys, passkeys_of
from belfry.sealing.errors import NoPasskey, PasskeyUnknown, ProofNotValid, SignInAgain

DEMONSTRATION: Final = "demonstration"
# What somebody may send instead of an answer.
NOT_AN_ANSWER: Final = (
    InvalidSignature,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
)


def is_demonstration() -> bool:
    """Whether nobody here has a passkey: a demonstration, in a database that never was anything else."""
    return bool(settings.MODE == "demo") and mode_of_home() == "demo"


def passkey_question(person_id: UUID, passkeys: Passkeys) -> tuple[dict[str, Any] | None, Any]:
    """Return what the browser asks the passkeys of a person (WebAuthn, 5.5), and what to keep for the answer.

    Raises NoPasskey, PasskeyUnknown.
    """
    if is_demonstration():
        return None, None
    known = passkeys.known_of(person_id)
    if not known:
        raise PasskeyUnknown if passkeys_of(person_id) else NoPasskey
    options, state = _server().authenticate_begin(known, UserVerificationRequirement.REQUIRED)
    return dict(options), state


def check_answer(person_id: UUID, state: Any, assertion: str, passkeys: Passkeys) -> None:
    """Raise ProofNotValid unless a known passkey of this person answered exactly this question, with its user verified."""
    if state is None:
        if assertion == DEMONSTRATION and is_demonstration():
            return
        raise ProofNotValid
    try:
        known = passkeys.known_of(person_id)
        _server().authenticate_complete(state, known, json.loads(assertion))
    except NOT_AN_ANSWER:
        raise ProofNotValid from None


def person_of_session(session_key: str) -> UUID:
    """Return who is signed in by the session with this key; raise SignInAgain.

    The table knows a digest of the key only, so that a copy of it proves nothing.
    """
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    signed_in = session.get(SESSION_KEY)
    person = persons_by_id([UUID(signed_in)]).get(UUID(signed_in)) if signed_in else None
    if person is None or not person.is_active:
        raise SignInAgain
    if not constant_time_compare(session[HASH_SESSION_KEY], person.get_session_auth_hash()):
        raise SignInAgain
    return person.pk


def _server() -> Fido2Server:
    # The host of the configuration, never the one that a request names.
    host = urlsplit(settings.BASE_URL).hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(name="Belfry", id=host))
