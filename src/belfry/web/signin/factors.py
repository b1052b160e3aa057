"""Second factors of a person: which there are, and whether one was given rightly.

The rows and the arithmetic are allauth's; addresses and passwords, which its own pages want, are not.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.core.exceptions import ValidationError

from belfry.web.signin import limits
from belfry.web.signin.adapter import secrets_of

if TYPE_CHECKING:
    from belfry.people.models import Person

Type = Authenticator.Type
FACTORS = (Type.TOTP, Type.WEBAUTHN)
# What a browser may send instead of an answer to our question.
NOT_AN_ANSWER = (
    ValidationError,
    InvalidSignature,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person can prove who they are, besides by e-mail."""

    passkeys: tuple[Passkey, ...]
    totp_id: int | None
    recovery_codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all."""
        return bool(self.passkeys) or self.totp_id is not None


def has_factor(person_id: UUID | None) -> bool:
    """Whether this person has a second factor: a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user_id=person_id, type__in=FACTORS).exists())


def ways_of(person_id: UUID) -> Ways:
    """Return a person's ways to sign in, oldest first, in one query."""
    passkeys, totp_id, left = [], None, 0
    with secrets_of(person_id):
        for row in Authenticator.objects.filter(user_id=person_id).order_by("created_at", "pk"):
            if row.type == Type.WEBAUTHN:
                name = decrypt(row.data["name"])
                passkeys.append(Passkey(row.pk, name, row.created_at))
            elif row.type == Type.TOTP:
                totp_id = row.pk
            else:
                left = len(RecoveryCodes(row).get_unused_codes())
    return Ways(tuple(passkeys), totp_id, left)


class Totp(TOTP):  # type: ignore[misc]
    """A time-based code counts once, for as long as a tolerant clock would take it (RFC 6238, 5.2)."""

    def _mark_code_used(self, code: str) -> bool:
        periods = 2 * app_settings.TOTP_TOLERANCE + 1
        key = self._get_used_cache_key(code)
        return bool(cache.add(key, "y", timeout=periods * app_settings.TOTP_PERIOD))


def code_is_right(person_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether this is a fresh code of the person's app, or an unused recovery code; used up by this.

    Raises limits.TooManyTries.
    """
    limits.check(limits.FACTOR, str(person_id), now=now)
    rows = Authenticator.objects.filter(
        user_id=person_id, type__in=(Type.TOTP, Type.RECOVERY_CODES)
    )
    with secrets_of(person_id):
        for row in rows:
            proof = Totp(row) if row.type == Type.TOTP else RecoveryCodes(row)
            if proof.validate_code(code):
                row.record_usage()
                return True
    return False


def passkey_question(person: "Person | None") -> dict[str, Any]:
    """Return what the browser asks the device (WebAuthn, 5.5); None asks for any passkey of ours.

    The challenge stays in the session, so an answer counts for this browser only.
    """
    return dict(webauthn.begin_authentication(person))


def passkey_answer(answer: str, person: "Person | None") -> "Person | None":
    """Return the person whose passkey answered rightly, or None."""
    try:
        response = json.loads(answer)
        who = person or webauthn.extract_user_from_response(response)
        passkey = webauthn.complete_authentication(who, response)
    except NOT_AN_ANSWER:
        return None
    if not who.is_active:
        return None
    passkey.record_usage()
    return who
